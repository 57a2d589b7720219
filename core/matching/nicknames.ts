/**
 * English-language given names and what their bearers are called. Written for this project from general knowledge
 * (facts of usage; no table was copied), so it carries the project's own licence. Entries end with a semicolon
 * or a line: a formal name and its spellings before the colon, the short and pet forms after it.
 */
const LINES = `
abigail:abby abbie gail; abraham:abe bram; adam:ad; adelaide adele adeline:addie addy della; adrian:ade
agnes:aggie nessie; alan allan allen:al; albert alberto:al bert bertie albie
alexander alejandro alexandre aleksander:alex al xander sandy alec alek lex sasha alejo
alexandra alexandria alejandra aleksandra:alex lexi lexie sandra sandy alexa ali allie sasha lexa
alexis:alex lexi lexie; alfred alfredo:al fred alf alfie freddie
alice alicia alison allison allyson:ali allie ally al; amanda:mandy manda amy; amelia:amy millie mia milly
anastasia:stacy stacey ana nastya stasia anna; andrew andre andreas andres:andy drew dre; andrea:andie andy drea
angela angelica angelina:angie angel ange; ann anne anna ana hannah:annie nan nancy anya nina
annabelle annabel:anna belle bella annie; annette:annie nettie; anthony antonio antoine:tony ant tonio
antonia antoinette:toni tonya nettie; archibald:archie; arnold:arnie; arthur arturo:art artie; ashley ashleigh:ash
augustus augustine august:gus augie; barbara:barb babs barbie bobbie; barnabas barnaby:barney; bartholomew:bart
beatrice beatrix:bea trixie bee; benjamin:ben benny benji benjie; bernadette:bernie detta; bernard:bernie barney
bertram:bert; beverly beverley:bev; bradley bradford:brad; brandon brendan brenden:bran; brenda:bren; brian bryan:bry
bridget:biddy bridie bridge; brittany britney:britt brit; calvin:cal; cameron:cam; camille camilla:cam millie cami
carl karl carlos:chuck; carol carole caroline carolyn:carrie carol caro lynn lina; cassandra:cassie cass sandra sandy
catherine katherine kathryn catharine katharine cathryn katarina catalina ekaterina:kate katie kathy cathy kat kay kit kitty cat katy kathie cate trina rina katya
cecilia cecily:cece celia cissy; celeste:cel; charles carlos:charlie chuck chas chaz charley chip
charlotte:charlie lottie char charley; chelsea:chels; cheryl sheryl:cher; chester:chet; christian:chris
christina christine kristina kristine christa krista:chris chrissy tina christy kris kristy kristi christie krissy
kristen kristin kirsten:kris kristy kirsty; christopher kristopher:chris kit topher kris; clarence:clare
clifford clifton:cliff; clinton:clint; constance:connie; cornelius:neil corny con; courtney:court; crystal:crys
curtis:curt; cynthia:cindy cyndi; daniel daniela danielle daniella:dan danny dani danni; darlene:dar
darrell darryl:dar; david:dave davey davy; deborah debra debora:deb debbie debby; delores dolores:lola dee
denise:dee neecy; dennis:denny den; derek derrick:rick; diana diane dianne:di; dominic dominick domenic:dom nick
donald:don donnie donny; donna:don; dorothy dorothea:dot dottie dolly dora; douglas:doug; duncan:dunc; edgar:ed eddie
edith:edie; edmund edward edwin eduardo edwardo:ed eddie eddy ted teddy ned lalo; elaine:lainie laney
eleanor elinor elena:ellie nell nora ella nellie lena; elias elijah:eli
elizabeth elisabeth elisa:liz lizzie beth betty betsy eliza libby lisa liza elsie ellie bess bessie lizzy elle
ellen:ellie nell nellie; emily emilia emma:em emmy millie emmie emi; emmanuel emanuel manuel:manny
ernest ernesto:ernie; esther:essie hettie; eugene:gene; eugenia:genie gina; evan:ev; evelyn:evie eve ev; ezekiel:zeke
felicia felicity:fliss flick lissa; ferdinand fernando:ferdie fern nando; florence:flo florrie flossie
frances francesca:fran frannie francie frankie cesca fanny
francis francisco franklin frank:frank frankie fran paco pancho cisco
frederick fredrick friedrich federico:fred freddie freddy rick fritz; frederica:freddie rica; gabriel:gabe
gabriela gabrielle gabriella:gabby gabbie gaby ella brie; gail:gay; garrett:gary; geoffrey jeffrey jeffery:jeff geoff
george:georgie; georgia georgina:georgie gina; gerald gerard:gerry jerry; geraldine:gerry geri jerry
gertrude:gert trudy gertie; gilbert:gil bert; gina:gigi; giovanni:gio vanni; gloria:glo; gordon:gord gordy
grace:gracie; graham graeme:gray; gregory gregor greg:greg gregg; guadalupe:lupe; guillermo:memo
gwendolyn gwyneth:gwen wendy; hannah:hanna; harold:harry hal; harriet harriett:hattie harry; harrison:harry
harvey:harv; heather:heath; helen helena elena:nell nellie lena; henrietta:hettie etta
henry henri enrique:harry hank hal quique; herbert:herb bert; herman:herm; horace:horry; howard:howie
hubert:hugh bert; hugh hugo:hughie; ignacio:nacho; immanuel:manny; irene:rene; isaac:ike zac
isabel isabella isabelle isobel:izzy bella belle ibby; jacob jakob:jake jay coby
jacqueline jaclyn:jackie jacqui jacky; james:jim jimmy jamie jem jimmie jay; jane janet janice:jan janie jenny janey
janelle:jan; jared:jed; jasmine:jas jazz; jason:jay jase; javier:javi; jean jeanne:jeannie jeanie
jeanette janette:jean nettie jan; jedediah:jed; jennifer:jen jenny jenn jennie; jeremy jeremiah:jerry jem
jerome:jerry; jesse:jess; jessica jessie:jess jessie; jesus:chuy; jillian gillian:jill gill jilly
joan joanna joanne johanna:jo joan joanie joey jojo; jocelyn:jo joss; joel:jo; john:johnny jack johnnie
jonathan jonathon johnathan johnathon nathan:jon jonny john nathan nate johnny; jordan:jordy jord; jorge:george
jose:pepe joe; joseph giuseppe:joe joey jo; josephine josefina josephina:jo josie josey fifi; joshua:josh
juan:juanito johnny; juanita:nita; judith judy:judy jude
julia juliana julianne julie juliet juliette:jules julie jill; julian julius:jules; justin:jus
kaitlyn caitlin katelyn caitlyn:kate katie cait kait; karen karin caren:kari kaz
kathleen cathleen:kathy kate katie kath kat cathy kathie; kelly kelley:kel; kendall kendra:ken kenny
kenneth:ken kenny; kevin:kev; kimberly kimberley:kim kimmy; lauren laurel:laurie lori ren; laura:laurie lori
lawrence laurence:larry lawrie laurie lars; leah:lee; leonard leonardo leon:leo len lenny leon; leslie lesley:les lee
lester:les; lewis louis luis:lou louie lew; lillian lilian liliana:lil lily lilly lillie
linda lynda belinda melinda:lin lindy lynn; lindsay lindsey:linz; lorraine lorena:lori rainey
lorenzo:renzo larry enzo; louise louisa luisa:lou lulu; lucas luke:luke lukey
lucy lucille lucinda lucia:lu cindy lucy lulu; luther:lu; lydia:lyddie; mackenzie mckenzie:mac kenzie
madeline madeleine madelyn:maddie maddy; malcolm:mal malc; marcella:marcie
marcus marc mark marco marcos:mark marky marc
margaret margarita marguerite margery:meg maggie peggy peg marge margie margo greta rita daisy madge meggie mags
maria marie mary miriam marion marian:molly mia mitzi polly mamie mariah mae; marianne maryann:mary annie
marilyn:mari lynn; marjorie marjory:marge margie; marlene:marley; martha:marty mattie; martin:marty mart
martina:tina marty; marvin:marv; matilda mathilda:tilly mattie tillie; matthew mathew mateo:matt matty mat
maureen:mo reenie; maurice morris:mo maury morrie; maximilian maxwell maxim maximus:max; maxine:max; megan meghan:meg
melanie:mel; melissa:mel lissa missy; melvin:mel; meredith:merry; mercedes:mercy
michael micheal mikhail miguel mikael:mike mikey mick mickey micky mitch misha
michelle michele:shelly shell micki mich; mildred:millie milly; millicent:millie milly; milton:milt; minerva:minnie
mitchell:mitch; mohammed muhammad mohamed mohammad:mo moe; moses:moe; monica:mon; morgan:mo; nancy:nan; naomi:nomi
natalie natalia natasha:nat tasha talia nattie; nathan nathaniel nathanael:nate nat nathan; neal neil:nealie
nicholas nicolas nikolas nicolai:nick nicky nico niko nic claus klaus; nicole nicola nichole:nikki nicky niki nic cole
nigel:nige; noah:no; noel:no; nora honora:norrie; norman:norm; olivia:liv livvy ollie livia; oliver:ollie olly
oscar:ozzie; oswald:oz ozzie; pamela:pam pammy; patricia:pat patty trish tricia patti trisha patsy
patrick:pat paddy rick patsy; paul paolo pablo:paulie; paula paulina pauline:polly paulie lina; penelope:penny nell
peter pedro pietro:pete petey; philip phillip felipe philippe:phil pip; philippa:pip pippa; phyllis:phyl
priscilla:cilla prissy; prudence:prue; rachel rachael:rach rae shelly; ralph:ralphie; ramona:mona
randall randolph:randy; raphael rafael:rafe rafa rafi; raymond ramon:ray; rebecca rebekah:becky becca beck bex
regina:gina reggie; reginald:reg reggie; rene renee:ren; reuben ruben:rube; rhonda:ron
richard ricardo:rick dick rich ricky richie rico dickie; rita:ri
robert roberto:bob rob bobby robby robbie bert bobbie; roberta:bobbie robbie berta; roderick rodrigo:rod rick
rodney:rod; roger:rog; roland:rollie; ronald:ron ronnie ronny; rosalind rosalie:roz rose rosie; rosa rose:rosie
rosemary:rose rosie romy; rosanne roseanne:rose rosie; roxanne roxanna:roxy; rudolph rodolfo:rudy rolf; rupert:rupe
russell:russ rusty; ruth:ruthie; sabrina:bri brina; salvador salvatore:sal; samantha:sam sammy
samuel samson:sam sammy; sandra:sandy; santiago:santi diego; sarah sara:sadie sally; scott:scotty scottie
sean shawn shaun:shawnie; sebastian:seb bas bash; serena:rena; shannon:shan; sharon:shari; sheila:shell; shelby:shel
sheldon:shel; shelley shelly:shell; shirley:shirl; sidney sydney:sid syd; silvia sylvia:syl; simon:si; solomon:sol
sophia sofia sophie:sophie soph fia; spencer:spence; stanley:stan; stella:stel
stephanie stefanie:steph stevie stephie; stephen steven stephan stefan esteban:steve stevie steph
stewart stuart:stu stew; susan susanna susannah suzanne susana:sue susie suzy suzie sukie; sylvester:sly
tabitha:tabby; tamara:tammy tam; tanya:tan; taylor:tay; terence terrence terrance:terry
teresa theresa therese:terry terri tess tessa resa tracy; theodore theodor:ted teddy theo; thomas tomas:tom tommy thom
tiffany:tiff; timothy:tim timmy; tobias:toby tobe; tracy tracey:trace; travis:trav; trevor:trev; tristan:tris
tyler tyrone:ty; ursula:ursie; valentine valentina:val tina; valerie:val; vanessa:nessa ness van; vera:vee
vernon:vern; veronica:ronnie roni vera nica; vickie victoria:vicky vicki tori vic torie; victor:vic
vincent vincenzo:vince vin vinny vinnie; violet:vi; virginia:ginny ginger; vivian vivienne:viv; vladimir:vlad
wallace:wally; walter:walt wally wat; wendy:wen; wesley:wes; whitney:whit; wilfred wilfrid:will fred wilf
wilhelmina:mina willa minnie billie; willard:will; william:bill will billy willie liam willy wil
winifred:winnie fred freddie; winston:win; woodrow:woody; xavier:zave xavi; yolanda:yoli; yvonne:vonnie
zachary zachariah zackary:zach zack zak; zoe zoey:zo
`;

const formalsOf = new Map<string, Set<string>>();
const shortsOf = new Map<string, Set<string>>();

for (const line of LINES.trim().split(/;\s*|\n/)) {
  const [formals = '', shorts = ''] = line.split(':');
  for (const formal of formals.split(' ')) {
    for (const short of shorts.split(' ')) {
      if (short.length < 2 || short === formal) continue;
      remember(formalsOf, short, formal);
      remember(shortsOf, formal, short);
    }
  }
}

function remember(map: Map<string, Set<string>>, from: string, to: string): void {
  const known = map.get(from) ?? new Set<string>();
  known.add(to);
  map.set(from, known);
}

/** Every name that the table knows, folded. */
export function namesInTable(): string[] {
  return [...new Set([...formalsOf.keys(), ...shortsOf.keys()])];
}

/**
 * The names that the bearer of `given` (folded) may be filed under, with how likely that is: 1 for a formal name and
 * its short form either way (Bill, William), less for two short forms of one name (Bill, Will).
 */
export function otherNames(given: string): ReadonlyMap<string, number> {
  const known = memo.get(given);
  if (known !== undefined) return known;
  const others = new Map<string, number>();
  for (const formal of formalsOf.get(given) ?? []) {
    for (const sibling of shortsOf.get(formal) ?? []) others.set(sibling, SIBLING);
  }
  for (const formal of formalsOf.get(given) ?? []) others.set(formal, 1);
  for (const short of shortsOf.get(given) ?? []) others.set(short, 1);
  others.delete(given);
  memo.set(given, others);
  return others;
}

const SIBLING = 0.95;
const memo = new Map<string, ReadonlyMap<string, number>>();
