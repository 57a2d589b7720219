/**
 * Given names under which people sign or are addressed in lower case or on a line of their own. Names that are also
 * times, conditions or verbs a technician writes (May, June, Will, Mark, Grant, Chance) are left out: as a lone word
 * they could mean something, and doubt is neutral. They are still read as names after "Thanks,".
 */
export const givenNames: ReadonlySet<string> = new Set(
  `aaron abby abdul abigail abdullah adam adeel adele adrian agnes ahmad ahmed aidan aiden aisha akira alan alana albert
  alejandro alex alexa alexander alexandra alexis alfred ali alice alicia alina alison allan allen allison alyssa amanda
  amara amber amelia amelie amina amir amit amy ana anders andre andrea andreas andrei andres andrew andy anders angel angela
  angelo anika anil anita anja ann anna anne annie anthony antoine antonia antonio anton arash ariana arjun armando
  arnold arthur arturo asha ashley ashok astrid audrey austin ava avery ayesha barbara barry beatrice becky ben benedict
  benjamin bernard beth bethany betty beverly bianca bjorn blake bob bobby boris brad bradley brandon brenda brendan
  brent brett brian bridget brittany brooke bruce bruno bryan bryce caleb callum calvin cameron camila camille carl carla
  carlos carmen carol carole caroline carolina carrie casey catherine cathy cecilia cedric celine cesar chad chandra
  charles charlie charlotte chen chloe chris christa christian christina christine christopher cindy claire clara claudia
  clemens clive cody colin colleen connie connor conor corey courtney craig cristina curtis cynthia daisy damian damien
  dan dana daniel daniela danielle danny daria darius darren dave david debbie deborah deepa deepak denis denise dennis
  derek devon diana diane diego dieter dimitri dina dmitri dominic don donald donna dora doris dorothy doug douglas duncan
  dustin dylan eddie edgar edith eduardo edward edwin eileen elaine eleanor elena eli elias elijah elin elisa elise
  elizabeth ella ellen ellie elliot elsa emil emilia emilio emily emma enrique eric erica erik erika erin ernest esther
  ethan eugene eva evan eve evelyn fabian faisal farah farid fatima felipe felix fernando fiona florian frances francesca
  francesco francis francisco frank franz fred frederick frida fritz gabriel gabriela gabriella gareth gary gavin gemma
  geoff george georgia gerald gerard gianna gina giovanni giulia glen glenn gloria gordon graham greg gregory greta
  guillaume gustavo guy hana hanna hannah hans harold harriet harry harvey hassan hazel heather hector heidi helen helena
  helga henrik henry herbert hiro hiroshi holger holly howard hugh hugo hussein ian ibrahim ida ignacio igor imran ines
  ingrid irene iris irina isaac isabel isabella isla ivan ivana jack jackie jackson jacob jacqueline jade jaime jake james
  jamie jan jana jane janet janice jared jasmine jason javier jay jean jeff jeffrey jelena jen jenna jennifer jenny jeremy
  jerome jerry jesse jessica jesus jill jim jimmy jin jing joan joanna joanne joao jodie joe joel johan johanna john johnny
  jon jonas jonathan jordan jorge jose josef joseph josh joshua joyce juan juanita judith judy julia julian juliana julie
  juliet justin kai kamal kamil karen karim karin karl karla kate katherine kathleen kathy katie katrina kay kayla keith
  kelly kelvin ken kenji kenneth kenny kerry kevin khalid kim kirsten klaus krishna kristen kristin kristina kumar kurt
  kyle lana lars laura lauren laurence lauri lawrence leah lee leila lena leo leon leonard leslie levi lewis liam lila
  lily lina linda lindsay linh lisa liu liz lloyd logan lois lola lorenzo lori lorraine lou louis louisa louise luc luca
  lucas lucia lucy luigi luis luke luna lydia lynn madison magnus mahmoud manuel marc marcel marcela marco marcos marcus
  margaret maria mariam marie marina mario marion marisa marko marlene marta martha martin martina marvin mary mateo
  mathew matias matt matteo matthew maureen maurice max maya megan mehmet mei mel melanie melissa mercedes mia michael
  michelle miguel mika mikael mike mila milan miles milena minh miranda miriam mitchell mohamed mohammed moira molly mona
  monica monika morgan moritz muhammad murat nabil nadia nadine nancy naomi natalia natalie natasha nathan neha neil nelson
  nicholas nick nicola nicolas nicole nigel nikhil nikita nikolai nina noah noel noelle nora norman oleg oliver olivia
  omar oscar otto owen pablo pamela paolo pat patricia patrick paul paula pauline pavel pedro peggy penny peter petra phil
  philip philippa phoebe pierre pieter piotr polly prakash priya quentin quinn rachel rafael rahul raj rajesh ralph ramon
  randy raquel raul ravi ray raymond rebecca regina reinhard rene renee ricardo richard rick ricky riley rita roberta
  robert roberto robin rodrigo roger roland roman ronald ronan rory rosa rosalie rosemary ross roxanne roy ruben rudy
  rupert russell ruth ryan sabine sabrina sadia sally sam samantha samir samira samuel sana sandra sandy sanjay sara sarah
  sasha saul scott sean sebastian selena serena serge sergei sergio seth shane shannon sharon shaun shawn sheila shelly
  shirley sienna silvia simon simone siobhan sofia sofie sonia sonja sophia sophie stacey stan stanley stefan stefania
  stella stephan stephanie stephen steve steven stuart sue sunil susan susana susanne suzanne sven svetlana sydney sylvia
  tamara tania tanya tara tariq tatiana ted teresa terrence terry tess thea theo theodore theresa thomas tiffany tim
  timothy tina tobias toby todd tom tomas tommy tony tracey tracy trevor tristan troy tyler uma ursula valentina valerie
  vanessa vera veronica vicky victor victoria vijay vikram vince vincent viola violet virginia vivian vladimir walter wanda
  warren wayne wei wendy werner wesley wilhelm william willem xavier xin yan yara yasmin yolanda yuki yuri yusuf yvette
  yvonne zach zachary zahra zara zoe`
    .split(/\s+/)
    .filter((name) => name !== ''),
);
