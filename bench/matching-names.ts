import { commonFamilyNames, commonGivenNames } from '../core/matching/common-names.js';

/**
 * Names for the matching bench: the common ones that the engine knows as such, and rarer ones that it does not, so that
 * the figures do not lean on its list. Written from general knowledge of name usage.
 */
const RARER_GIVEN = `
adele adeline adrianna agatha ailsa alana alba albertine alden aldo alina alistair alma alonzo alton alvin amara ambrose anders anika ansel anton anwen ardith armando arno asher astrid athena aurelia aurora avis axel aziza baldwin barnaby basil beatrix belen bernice bertha birgit boris bram branka brigid bronwyn bruno byron caleigh callum camilla candice carina carlotta caspian cecil celeste celine cesar chandra chester clarissa clementine clyde conrad constance cora cordelia cormac cosima cyrus dafydd dagmar dahlia damian damon daphne darius davina deepak deidre delia delphine demetrius desmond dexter dimitri dmitri dolly dominik dora doreen dorian drusilla dwight ebony edna effie elaina elias elina eliot elisa elise ellis eloise elsa elsie elton elvira emil emilia emmett enid enrique ephraim ernesto esmeralda estelle etta eunice ezra fabian farah felix fergus fern fidel fiona fletcher flora forrest freya frieda gareth garth gemma genevieve georgina gerda gideon gilbert gillian giovanni gita greta gretchen griselda guillermo gunnar gustavo hadley hamish hamza harriet hazel hedwig helga henrik hester hilary hilda hiroshi homer horace hortense hugh ida ignacio igor ilse imogen imran ines inga inez iona ira irma isadora isla ismail ivy jacinta jameson jamila jarvis jasper javed jayden jebediah jemima jenson jeremiah jethro joaquin jonas jorgen josiah judson juliana juliet kai kamal katarina katrina keiko kelvin kieran kirsten klaus kofi konrad kwame lachlan lakshmi lamar lars latisha laurel lavinia leander leif leopold letitia lila lilith linus lionel livia lorenzo lorna lucian lucinda ludwig luther lyle mabel magda magnus maisie malcolm malik marcela marco margot marguerite mariana marisol marius marta matilda mattias maude mavis maxine mercy merle mikhail millicent milo minerva miranda mirabel moira morris muriel murray myra myrtle nadia nadine nadir nanette narendra neville nigel nikolai nils noelle nola norbert octavia odessa odette olaf olive orlando orson oswald otis otto ottoline palmer pascal patience pearl penelope percival perpetua petra phineas phoebe piers pilar piotr portia prudence quentin quincy rajesh ramona raoul raphael ravi reginald renata rhiannon rhys roderick rolf romeo roscoe rosalind rosalie rowan rowena roxanne rudolf rufus rupert sabine salma salvador sanjay santiago saul sebastian selena selma serena seymour sheldon sherman sibyl sigrid silas simone solomon soren stefan stella sunil sunita svetlana sybil tabitha tamsin tariq tatiana tessa thaddeus thea thelma thora tobias tristan truman uma ursula valentin vanya vaughn velma verity vernon viggo viktor vilma viola violet vito vladimir wallace wanda wendell wilbur wilfred willa willard wilma winifred winston xander ximena yasmin yevgeny yuki yuri yvette zahra zara zelda zena zoltan
`;
const RARER_FAMILY = `
abernathy ackerman addison agarwal ainsworth albright alder aldridge almeida alston ambrose amos anand anders angelo ansley appleby archer arkwright armitage ashby ashcroft ashworth atherton atwater atwood auerbach avila babcock bagley bainbridge balcom bancroft bannister barclay bardsley barksdale barlow barrow bartholomew bascom batchelor baumann baxter bayliss beardsley beasley beauregard beckett bedford beecham belanger bellamy belmont benedict bentley bergeron bergman bernstein bickford biddle birch birdsong blackwell blakely blanchard bledsoe blevins bloom blum boddington boggs bolton boone booth borland bostwick boswell bouchard boudreaux bracken bradbury bradshaw braithwaite brandt brannigan braswell breckenridge brennan brigham bristow britton broadbent brock bromley brookfield broussard brubaker brunner buckley bullock bunting burch burdick burgoyne burkhart burleigh burnham burroughs byers cabot cadwell calabrese calder caldera callahan calloway cantrell capps cardwell carlisle carmichael carnegie carpentier carver cashman castellano caulfield cavanaugh chadwick chalmers chamberlain chambliss champion channing chatterjee cheatham cheever childress chisholm choate christie churchill clancy claremont clifton clough cloutier coates cobham coburn coffey colby colbert coldwell coleridge colquitt colton compton comstock conklin conley conroy cordell cordova cormier cornell cornwell corrigan cottrell coulter covington cowan coyle crabtree crandall crane crawley creighton crenshaw cromwell crouch crowder crowley culpepper culver curran cutler dahl dalton dandridge danforth darby darnell davenport davila dawkins deaton deaver delaney delacruz dempsey denham denton desai devereaux devlin dewitt dickens dillard dillon dinsmore dobbs dobson dodson dolan donahue donaldson dorsey dougherty dowling downey downing draper drummond dubois duckworth dudley duffy dugan dumont dunbar dunham dunlap dunning durand durham dutton dwyer eastman eastwood eberhardt eckert edmonds egan eldridge elkins ellington ellsworth emery engel epstein escobar esposito etheridge everett ewing faber fairbanks fairchild falkner fallon farnham farnsworth farquhar faulkner fay feldman fenton fenwick ferrara ferris fielding finch finley finnegan fitch fitzpatrick flanagan flanders fogarty fontaine forbes forrester forsyth forsythe fosse fournier fraley franco fredericks freitas friedman fritz frye fulton gaines gallardo galloway gamble gannon gardiner garfield garland garnett garrison gauthier gaynor geiger gentry geraghty gerhardt gilchrist giles gillespie gilliam gilmore girard gladstone glaser gleason goddard godfrey goebel goldberg goldman goldstein goodrich gorman goswami grady grantham graff granger grayson greenberg greenfield greenwood gresham grierson griggs grimes grimshaw grissom grover gruber guidry gunderson gupta guthrie hackett haddad hadley hagan haines halliday halloran halpern halsey hamlin hanley hanlon hanna hannigan hardwick hargrove harkness harlan hartley hartman hartwell hastings hatcher hatfield hathaway havens hawley hawthorne hayden hayward haywood healey hearst heller helms hemingway hendricks hendrix henley hensley herbert herndon herring hewitt hickman hightower hildebrand hinckley hinkle hitchcock hobbs hobson hodge hoffmann holbrook holcomb holden hollis hollister honeycutt hooker horner horowitz hotchkiss hough houghton hoyt huber huddleston hudgins huffman huggins hume hurley hurst hutchins hutchinson hyatt hyde ingersoll inman irvine irving irwin isaacs isaksen ivanov iyer jacoby jamison jansen janssen jarvis jeffers jeffries jessup jewell johansson jorgensen joshi judd kaminski kane kapoor kaplan karlsson katz kavanagh keane kearney keating keegan keener keith kellogg kendall kendrick kenyon kessler ketchum keyes kilgore kincaid kingsley kinney kinsey kirkland kirkpatrick kirkwood klinger knowles knudsen kohler kopecky kovacs kowalski kraft krause krueger kruger kulkarni lachance lacey lafferty laird lambrecht landis landry langdon langford langley lanier larkin larue lassiter latham latimer lauder laughlin lavoie lawler lawton leary leavitt ledbetter ledford lefebvre leggett lehman leighton lemaire lenox leroux lessard leung lightfoot lindgren lindholm lindquist linton lipscomb lister litchfield livesey lockhart lockwood loftus lombard lombardi londono longfellow loomis lovelace lovell lowell lowry lucero ludlow lundgren lundy luther lyle lyman mabry macallister mackay mackey macmillan maddox mahoney mallory maloney mancini manfred mansfield marchand marcum marino marlow marquardt marquis marston mathis mattingly mayfield mayhew maynard mccabe mccain mccall mccallum mccann mccarty mcclellan mcclure mcconnell mccord mccullough mcdermott mcdowell mcfadden mcfarland mcgill mcgowan mcgraw mcgregor mcintosh mckee mckenna mckinley mckinnon mcknight mclain mcleod mcmahon mcmanus mcnally mcnamara mcneil mcneill mcpherson mcqueen meacham mehta meier meredith merrill merriman merritt metcalf milburn milford millard milligan milner minter mobley moffett monahan monroe mooney moreau moreland moriarty morin morley mosley mott mowbray moyer muir mulcahy muldoon mulligan munro murdock murillo musgrave nadeau nagy naismith nakamura napier navarre naylor neff neilson nesbitt neumann newcomb newell newsome nickerson nightingale noland nordstrom northcutt norwood novak nugent nyberg oakley oberlin odom ogden ogilvie okafor oleary olmstead olson omalley orourke osborn osgood osullivan oswald ottley overton oxford packard paige paine paquette pardue parham parkinson parnell parrott partridge pasternak patel paxton payton peabody peacock pearce peck pemberton pendleton pennington penrose peralta percival perrault perrin pettigrew petty pfeiffer phipps pickering pickett pierson pike pinkerton pinto piper plummer plunkett poirier polk pollard pollock pomeroy popov post potts powers prescott presley prewitt prichard priest pritchard proulx puckett purcell purdy putnam pyle quigley quincy quinlan rademacher radcliffe rafferty rainey raleigh ralston ramsay rankin ransom rao rasmussen rawlings rawlins rayburn redding redmond reece reeder regan reinhardt renfro renner renwick reuter revell rhoads richey rickard ricketts riddle ridgeway rigby riggs riordan ripley roark robb robbins robertshaw robson rochester rockwell roderick rollins romano rooney roper rosen rosenberg rosenthal rossi rothschild rourke rowan rowell rowland rowley royce royer rucker rudd rudolph ruggles rundle rutherford rutledge sadler salisbury salter salvatore sampson samson samuels sandberg sanderson sandford sands sanford sargent satterfield savage sawicki saxton scanlon schaefer schafer schaeffer schiller schofield schreiber schubert schuler schulz schumacher schuster scoville seaman searle sears sedgwick seifert selby sewell seymour shackelford shafer shannon shapiro sharma sharpe shaughnessy sheehan sheffield sheldon shepard sherwood shipley shirley shoemaker siegel sikes silverman simonson sinclair sisson slater slaughter sloane slocum smalley smythe snider soares somerville sommers sorensen southgate spaulding speer spence spicer spooner springer sprague stackhouse stafford stallings stamper standish stanfield stapleton starling starr stauffer steadman steinberg sterling stern stiles stillwell stinson stockton stoddard stokes storey stratton strauss strickler stroud stubbs sturgis styles suarez suggs summerfield sumner sutherland swain swann swartz sweet swenson swift swisher sykes szabo taft talbot tanaka tate tavares telford temple templeton tennant tennyson terrell thackeray thatcher thayer theriault thibodeaux thornhill thorpe thurman thurston tierney tilley tillman tipton tisdale tobin tolbert tomlinson tomkins toth tovar tracy trask travers treadwell tremblay trent trimble tripp trotter truman tubman tully turnbull tuttle twomey tyndall tyson ulrich upchurch upton vaccaro vandyke vanhorn varela varner veblen venable vernon vickers vinson visser vogel voss wadsworth waggoner wainwright wakefield walden waldron walford walkup wallis walpole warburton wardlaw warfield waring warwick washburn waterman watkinson waverly wayland weatherby weatherford weinberg weinstein weldon weller wellington wendt wentworth werner wescott wesley westbrook westcott weston wetherby wexler wharton wheatley whelan whipple whitby whitcomb whitfield whitford whiting whitlock whitlow whitman whitmore whittaker wickham wilbur wilde wilder wilhelm willard willett willoughby wilmot winchester windham winfield wingate winslow winston winthrop witherspoon witt woodall woodbury woodhouse woodruff woodson woolsey wooten worley worthington wray wyman wynn yarbrough yardley yeager yoon yost youngblood younger zeigler ziegler zielinski zuckerman
`;

/** Family names that are written with more than letters. */
export const MARKED_FAMILY = [
  "O'Connell",
  "O'Brien",
  "O'Malley",
  "D'Angelo",
  'García-López',
  'Smith-Jones',
  'Taylor-Wood',
  'van der Berg',
  'de la Cruz',
  'von Hoffmann',
  'St. John',
  'Núñez',
  'Müller',
  'Lefèvre',
  'Åström',
  'Sørensen',
  'Castañeda',
  'Fernández',
  'Le Blanc',
  'Mac Donald',
  'Di Marco',
  'del Río',
  'Østergaard',
  'Brontë',
  'Kowalczyk-Reed',
]; // prettier-ignore
/** Given names that are written with more than letters. */
export const MARKED_GIVEN = [
  'Zoë',
  'Renée',
  'José',
  'Chloë',
  'André',
  'Mary Ann',
  'Jean-Luc',
  "D'Arcy",
  'Anne-Marie',
  'Sofía',
  'Mary-Kate',
  'Noël',
];

/** Spellings that are said alike, one group a line. */
export const HOMOPHONES = `
sean shawn shaun; steven stephen; jon john; brian bryan; geoffrey jeffrey; catherine katherine kathryn; eric erik; mark marc; philip phillip; sara sarah; ann anne; lynn lin; kristin kristen; leigh lee; alan allan allen; stuart stewart; carl karl; craig kraig; debra deborah; teresa theresa; tracy tracey; vicki vickie; lindsay lindsey; rachel rachael; rebecca rebekah; zachary zackary; nicholas nicolas; matthew mathew; michele michelle; isabel isobel; madeline madelyn; caitlin katelyn kaitlyn; haley hailey hayley; gail gayle; gene jean; glen glenn; kelly kelley; kerry carrie; kurt curt; laurie lori; robin robyn; sonia sonya; stacy stacey; jacob jakob; aidan aiden; cheryl sheryl; louis lewis; laura lora; elliot eliot; reese rhys; ian iain; neil neal; diane dianne; yvonne evonne; dillon dylan; gavin gaven; oscar oskar; victor viktor;
smith smyth; meyer maier meier myer; thompson thomson; clark clarke; reed reid read; brown browne; allen allan; green greene; wright right; schmidt schmitt; snyder snider schneider; nielsen neilson; hansen hanson; anderson andersen; petersen peterson; johnson jonson johnsen; lewis louis; perry parry; moore more; gonzalez gonzales; rodriguez rodrigues; hughes hewes; lloyd loyd; fischer fisher; miller millar; baker backer; phillips philips; matthews mathews; stevens stephens; stevenson stephenson; davis davies; harris harriss; morris maurice; barnes barns; burns byrnes; byrne burn; cook cooke; carr kar; cohen cowan; connor conner; cox cocks; crane krane; day dey; dixon dickson; doherty dougherty; elliott eliot; ellis elis; farrell ferrell; fox foxx; frazier fraser frasier; gray grey; graham graeme; hall haul; hayes hays; hoffman hoffmann; howe how; jensen jenson; kaufman kauffman; keller kellar; kerr cur; knight night; krueger kruger; larson larsen; lawson lawsen; leach leech; lowe low; lynch linch; lyons lions; mcdonald macdonald; mckenzie mackenzie; mclean maclean; mcneil mcneill; mills mils; moss mosse; nicholson nickelson; nichols nickels; olson olsen; page paige; payne paine; pearce pierce; pearson pierson; price pryce; quinn quin; ray wray; rhodes rhoads roads; robbins robins; rowe roe; ryan rian; sanders saunders; schaefer schafer schaeffer; schultz schulz; sharp sharpe; shepherd sheppard shepard; simms sims; sloan sloane; sommers summers; sorensen sorenson; stein stine; thorne thorn; tyler tiler; vaughn vaughan; walsh welsh; ward warde; waters watters; watts wats; weber webber; webb web; wells welles; white wight; whitaker whittaker; willis wilis; wolf wolfe woolf; wood woode; woods woodes; wyatt wiatt; young yung; zimmerman zimmermann; nguyen win; beck bec; becker bekker; kramer cramer; bernstein burnstein; kohler koehler; forsyth forsythe; langley langly; hartley hartly; ashby ashbey; whitfield whitefield; abernathy abernethy; brannigan branigan; callahan calahan; cavanaugh kavanagh; carver karver; donahue donohue; delaney delany; mahoney mahony; maloney moloney; riordan reardon; rafferty raferty
`
  .split(/[;\n]/)
  .map((group) => group.trim().split(/\s+/))
  .filter((group) => group.length > 1);

const listed = (names: string): string[] => names.trim().split(/\s+/);

export const GIVEN_NAMES: readonly string[] = [...new Set([...commonGivenNames, ...listed(RARER_GIVEN)])];
export const FAMILY_NAMES: readonly string[] = [...new Set([...commonFamilyNames, ...listed(RARER_FAMILY)])];

/** Made-up companies are put together from these. */
export const COMPANY_HEADS = listed(
  'harbor larkmere quillfeather tamsinvale ostrava brindlewood copperhatch fennimore saltmarsh willowbend ironbridge bluestem northfold kestrel amberline pinecrest stonegate riverbend cedarfall oakhaven silverlake thornbury maplewood crestline driftwood falconridge goldleaf hollowbrook juniper lanternlight meadowlark nightjar orchardview peregrine quarrystone rosemarsh sandpiper tidewater underhill valleyforge westhaven yarrow zephyr briarcliff cobblestone dovetail evergreen foxglove glenmoor heatherfield',
);
export const COMPANY_TAILS = [
  'Dental',
  'Logistics',
  'Press',
  'Accountants',
  'Architects',
  'Veterinary',
  'Brewing',
  'Legal',
  'Marine Supply',
  'Dental Group, Inc.',
  'Property Management LLC',
  'Engineering',
  'Insurance',
  'Medical Center',
  'Construction Co.',
  'Design Studio',
  'Foods Ltd.',
  'Realty',
  'Financial Partners',
  'Manufacturing Corp.',
]; // prettier-ignore
