/**
 * Names that are not said as they are spelled, respelled as they are said (`|` parts two ways). The respelling goes
 * through the rules like any word. Written for this project from general knowledge.
 */
const LINES = `
aidan=ayden aiden=ayden alejandro=alehandro alicia=alisha andre=ondray angel=ainjel anjali=unjali antoine=antwon ashleigh=ashlee beatrice=beeatris
benoit=benwah bjorn=byorn caitlin=kaytlin|katelin caitlyn=kaytlin|katelin callum=calum camille=cameel cecilia=seseelya cesar=seezar charlotte=sharlot cheryl=sherill sheryl=sherill
chloe=klohee cloe=klohee cheyenne=shyan chantal=shontal chandra=chondra chelsea=chelsee chelsey=chelsee kelsea=kelsee christian=krischun kristian=krischun
cian=keean colleen=kolleen dafydd=davith damien=daymian damian=daymian danielle=danyell daniela=danyella daphne=dafnee deirdre=deerdra denise=deneece denis=dennis dmitri=dimeetree
dominique=domineek eileen=ileen ilene=ileen aileen=eyeleen|ayleen eilidh=aylee elise=eleese eoin=owen evan=evan eugene=yoojeen gene=jeen jeane=jeen eunice=yoonis euan=yewan ewan=yewan fiona=feeona francois=fronswah
gabriel=gaybriel gaelle=gayel geoff=jef geoffrey=jefree jeffrey=jefree jeffery=jefree geoffery=jefree genevieve=jenaveev george=jorj georgia=jorja gerard=jerard giovanni=jovanee giselle=jizell guillermo=geeyermo gustavo=goostavo guy=gie
hayley=haylee hailey=haylee haley=haylee hallie=halee hector=hektor helene=heleen hugh=hyoo huw=hyoo hugo=hyoogo ian=eean iain=eean ion=eean irene=ireen isaac=izik issac=izik isla=ila sonia=sonya sonja=sonya alicia=alisha ivan=ivan
jacques=jhahk jaime=jaymee|hymay jaimie=jaymee jamie=jaymee jean=jeen jeanne=jeen jeanette=jenet janette=jenet jesus=haysoos jimenez=himenez joaquin=wahkeen joan=jown joanne=joann johann=yohon johannes=yohonnes john=jon
jonathan=jonathan jonathon=jonathan johnathan=jonathan johnathon=jonathan jorge=horhay jose=hozay josue=hosway juan=hwan juanita=wahneeta juarez=hwarez julian=joolian julien=joolian julio=hoolio julie=joolee
kaitlyn=kaytlin|katelin katelyn=kaytlin|katelin kaitlin=kaytlin|katelin katelynn=kaytlin|katelin kathryn=kathrin katharine=kathrin katherine=kathrin catherine=kathrin catharine=kathrin cathryn=kathrin kathleen=kathleen cathleen=kathleen keira=keera kyra=keera|kyra kiera=keera ciara=keera|seeara kieran=keeran
laurence=lorens lawrence=lorens lauren=loren loren=loren laura=lora lora=lora leah=leea lea=leea|lee lia=leea leigh=lee li=lee leila=layla layla=layla leo=leeo leon=leeon leonard=lennard lenard=lennard liam=leeam lionel=lynel lisa=leesa luis=looees louis=looees|looee louise=looeez luisa=looeeza louisa=looeeza lucia=loosha luke=look
madeleine=madlen madeline=madlen|madelyne madelyn=madlen magdalena=magdaleena malachy=malakee marcia=marsha marc=mark margaux=margo margot=margo maria=mareea mariah=mareya|mareea mia=meea michael=mykel micheal=mykel mikael=mykel michele=mishell michelle=mishell mikhail=mikile miguel=migell mireille=meeray moira=moyra
naomi=nayomee neil=neel neal=neel neville=nevil nicholas=nikolas niamh=neev neve=neev nigel=nyjel noel=noel noelle=noell oisin=osheen paige=payj page=payj paul=pol paula=pola pauline=poleen philippe=fileep phoebe=feebee phoenix=feenix pierre=peeair piotr=pyoter
rachael=raychel rachel=raychel rachelle=rashell raoul=raool raul=raool ralph=ralf reese=rees rhys=rees reece=rees renee=renay rene=renay rhiannon=reeannon rhonda=ronda roisin=rosheen ryan=ryan
saoirse=sersha sasha=sasha sascha=sasha sean=shawn shaun=shawn shane=shayn shayne=shayn sian=sharn simon=symon sinead=shinayd siobhan=shivawn sophia=sofeea sofia=sofeea sophie=sofee stephan=stefan stephen=steeven steven=steeven steve=steev stephanie=stefanee stefanie=stefanee susan=soozan suzan=soozan suzanne=soozann susanne=soozann sue=soo
tadhg=tyg teresa=tereesa theresa=tereesa terese=terees therese=terees theo=theeo theodore=theeodor thea=theea thomas=tomas tia=teea timothy=timothee tobias=tobyas tyler=tyler vaughn=von vaughan=von van=van vincent=vinsent vivian=vivian vivien=vivian wayne=wayn xavier=zayvier|havier ximena=himena yves=eev yvette=eevet yvonne=eevon zoe=zohee zoey=zohee zoie=zohee zachary=zakary zackary=zakary zoltan=zoltan
abbott=abbot acevedo=asevaydo aguilar=agilar beaumont=bowmont beauchamp=beecham|boshom benoit=benwah bernard=bernard boucher=booshay bouchard=booshard bourgeois=boorjwah bowie=bowee brough=bruff burroughs=burrows campbell=kambel cholmondeley=chumlee coburn=koburn cockburn=koburn colquhoun=kohoon cohen=kowen cohn=kown cowan=kowan coen=kowen coyle=koyle
delacroix=delakwah desjardins=dayzhardan dubois=dubwah dupont=doopont dupuis=dupwee dyck=dike dyke=dike ewing=yooing featherstonhaugh=fanshaw foucher=fooshay fournier=fornyay fox=fox gallagher=galaher gaultier=gotyay gough=goff graham=gram|grayam graeme=gram|grayam gutierrez=gooteeairez guerrero=gherero guerero=gherero schultz=shults schulz=shults schultze=shultza stephens=steevens stevens=steevens stephenson=steevenson stevenson=steevenson lewis=looees guzman=goozman
haight=hate halloran=haloran heath=heeth herbert=herbert holmes=homes hough=huff houston=hyooston hughes=hyooz hews=hyooz hewes=hyooz hume=hyoom huerta=werta ignacio=ignassio islas=eelas sioux=soo jaeger=yayger jaramillo=haramiyo keogh=keeo kowalczyk=kovalchik koch=kok|koch kuhn=koon
lachlan=loklan lacroix=lakwah lambert=lambert larue=laroo leblanc=leblonk lefebvre=lefev leicester=lester lester=lester levesque=levek lloyd=loyd loewe=lowe louie=looee lowe=low lough=lok mahoney=mahonee mcleod=mcloud macleod=mcloud mcmahon=mcman mcgrath=mcgrath marchand=marshand marquis=markee maughan=mon meagher=mar moreau=morow moses=moziz moss=moss munoz=moonyos
ng=ing nguyen=win|newgwen|noowin nunez=noonyez ortiz=orteez pacheco=pacheko perez=perez pena=penya phan=fan pham=fam peugh=pyoo pugh=pyoo quinones=kinyones quigley=kwigley quinn=kwin quan=kwan reagan=raygan regan=raygan|reegan reilly=rylee riley=rylee rylee=rylee rilee=rylee richard=richard robichaux=robishow roux=roo rousseau=roosow ruiz=rooees rojas=rohas saenz=signs schaefer=shayfer schafer=shayfer shaffer=shayfer|shaffer schaffer=shayfer|shaffer schneider=shnider|snider snyder=snider snider=snider stuart=stewart deborah=debora|debra diane=dyan dianne=dyan dyanne=dyan dian=dyan dyan=dyan candace=candiss candice=candiss evonne=eevon alecia=alisha meagan=maygan|meegan meaghan=maygan|meegan megan=megan|maygan alix=alex brittany=britnee brittney=britnee britney=britnee davies=davis saunders=sanders|sawnders mattias=mateeus matias=mateeus mathias=mateeus matthias=mateeus shepherd=shepperd gould=goold maison=mayson mason=mayson maurice=morris|moreess schroeder=shrayder|shroder schuyler=skyler skylar=skyler skyler=skyler
sawyer=soyer seymour=seemor sinclair=sinclare stclair=sinclare siegel=seegel seagal=seegel segal=seegel stein=styne soto=soto sweeney=sweenee szymanski=shimanski thibodeau=tibadow thibodeaux=tibadow trujillo=truheeyo tremblay=tromblay tsai=sigh tze=see valdez=valdez vasquez=vaskez vazquez=vaskez velasquez=velaskez velazquez=velaskez villa=veeya|villa vila=villa villanueva=veeyanwayva
wagner=wagner weber=webber webber=webber webb=web wojcik=voychik wu=woo xiong=shong xu=shoo yang=yang yates=yates yeats=yates young=yung jung=yung zhao=jow zhang=jang zhou=jo zhu=joo chou=cho chow=chow qian=chien qiu=chew qin=chin
worcester=wooster wooster=wooster worth=werth wordsworth=werdswerth wright=right rodriguez=rodreegez rodrigues=rodreegez hernandez=hernandez gonzalez=gonzalez gonzales=gonzalez martinez=marteenez fernandez=fernandez dominguez=domingez
garza=garza castillo=kasteeyo murillo=mureeyo carrillo=kareeyo padilla=padeeya portillo=porteeyo sepulveda=sepulvayda bautista=bowteesta quintero=kintero quintana=kintana enriquez=enreekez marquez=markez henriquez=enreekez
`;

/** Folded name -> how it is said, respelled. */
export const SAID_AS: ReadonlyMap<string, string> = new Map(
  LINES.trim()
    .split(/\s+/)
    .flatMap((pair) => {
      const [name, said] = pair.split('=');
      return name && said ? [[name, said] as const] : [];
    }),
);
