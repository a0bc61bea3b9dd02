// Faces, hands and people. A line: the emoji, its name and further words in Spanish | the same in English.
export const FACES = `
😀 cara feliz, sonrisa contento alegre | happy face, grin smile
😃 cara alegre, sonrisa contento feliz | joyful face, smile happy
😄 cara muy feliz, risa contento ojos | very happy face, laugh smile
😁 gran sonrisa, dientes feliz | big grin, teeth smile
😆 risa fuerte, carcajada jaja | laughing hard, haha
😅 risa nerviosa, sudor uf alivio | nervous laugh, sweat phew
🤣 muerto de risa, carcajada jaja suelo | rolling with laughter, lol rofl
😂 llorando de risa, carcajada jaja lágrimas | tears of joy, lol haha
🙂 sonrisa leve, bien cara | slight smile, fine
🙃 cara al revés, ironía sarcasmo | upside-down face, irony
😉 guiño, ojo pillo cómplice | wink, eye
😊 sonrisa tierna, feliz ruborizado gracias | warm smile, blush thanks
😇 angelito, santo inocente aureola | angel, halo innocent
🥰 enamorado, cariño corazones amor | in love, hearts affection
😍 ojos de corazón, amor encanta enamorado | heart eyes, love
🤩 fascinado, estrellas ojos guau | starstruck, wow stars
😘 beso, cariño corazón | kiss, love
😋 qué rico, sabroso hambre lengua | yummy, tasty tongue
😛 lengua afuera, broma | tongue out, joke
😜 broma, lengua guiño loco | joking, tongue wink
🤪 loco, chiflado cara | crazy face, zany silly
🤑 cara de dinero, plata ventas ganancia | money face, rich sales
🤗 abrazo, bienvenido cariño | hug, welcome
🤭 ups, risita mano boca | oops, giggle
🤫 silencio, callado secreto | quiet, shh secret
🤔 pensando, duda mmm | thinking, doubt hmm
🤐 boca cerrada, callado secreto cierre | zipped mouth, quiet secret
🤨 ceja levantada, sospecha duda | raised eyebrow, doubt
😐 cara neutra, serio | neutral face, meh
😑 sin palabras, serio cansado | speechless, expressionless
😶 sin boca, mudo callado | no mouth, silent
😏 sonrisa pícara, irónico | smirk, sly
😒 molesto, aburrido fastidio | unamused, annoyed
🙄 ojos en blanco, paciencia fastidio | eye roll, whatever
😬 mueca, nervioso incómodo ay | grimace, awkward
😌 aliviado, tranquilo calma paz | relieved, calm
😔 triste, pensativo pena | sad, pensive
😪 con sueño, cansado | sleepy, tired
😴 durmiendo, sueño zzz dormir | sleeping, zzz
😷 mascarilla, enfermo resfrío salud | face mask, sick
🤒 fiebre, enfermo termómetro | fever, sick thermometer
🤕 herido, venda golpe | hurt, bandage
🤢 náuseas, asco mareo | nausea, disgust
🤮 vómito, enfermo asco | vomiting, sick
🤧 estornudo, resfrío alergia pañuelo | sneezing, cold allergy
🥵 calor, acalorado verano | hot, heat summer
🥶 frío, congelado invierno | cold, freezing winter
🥴 mareado, atontado | woozy, dizzy
😵 aturdido, mareado colapso | dizzy, stunned
🤯 cabeza explotada, increíble sorpresa | mind blown, shocked
🤠 vaquero, sombrero huaso | cowboy, hat
🥳 de fiesta, cumpleaños celebrar | partying, birthday celebrate
😎 lentes de sol, genial bacán | sunglasses, cool
🤓 estudioso, lentes nerd | nerd, glasses
🧐 revisando, lupa monóculo inspección | inspecting, monocle
😕 confundido, duda | confused, unsure
😟 preocupado, inquieto | worried
🙁 algo triste, pena | slightly sad, frown
😮 sorprendido, oh boca abierta | surprised, oh
😲 asombrado, sorpresa increíble | astonished, amazed
😳 avergonzado, rojo sorpresa | embarrassed, flushed
🥺 por favor, ruego ojitos tierno | pleading, please
😦 consternado, preocupado | dismayed
😨 asustado, miedo | scared, fear
😰 angustiado, sudor nervios | anxious, sweat
😥 decepcionado, triste alivio | disappointed, sad
😢 llorando, triste lágrima pena | crying, sad tear
😭 llanto, triste mucho pena | sobbing, very sad
😱 grito de miedo, susto terror | screaming, fear
😖 frustrado, molesto | frustrated, confounded
😞 desanimado, triste | let down, sad
😓 esfuerzo, sudor cansado trabajo | hard work, sweat tired
😩 agotado, cansado harto | weary, tired
😫 muy cansado, agotado | exhausted, tired
🥱 bostezo, sueño aburrido | yawn, bored sleepy
😤 resoplando, orgullo enojo | huffing, proud
😡 furioso, enojado rabia | furious, angry
😠 enojado, molesto rabia | angry, mad
🤬 groserías, furioso garabatos | cursing, furious
😈 diablito, travieso | little devil, mischief
💀 calavera, muerto jaja | skull, dead
💩 caca, popó broma | poop
🤡 payaso, broma | clown, joke
👻 fantasma, susto | ghost, boo
👽 extraterrestre, marciano | alien
🤖 robot, automático bot | robot, bot
😺 gato feliz, gatito | happy cat, kitten
😻 gato enamorado, gatito amor | cat in love
🙈 no veo, mono ojos vergüenza | see no evil, monkey
🙉 no escucho, mono oídos | hear no evil, monkey
🙊 no digo nada, mono boca secreto | speak no evil, monkey
`;

export const PEOPLE = `
👋 hola, saludo adiós chao mano | hello, wave bye hand
🤚 mano levantada, alto dorso | raised hand, stop
✋ alto, mano espera pare | stop, hand wait
👌 perfecto, ok mano bien | perfect, ok hand
🤏 poquito, pequeño mano | a little, small hand
✌️ victoria, paz dos mano | victory, peace hand
🤞 suerte, dedos cruzados ojalá | fingers crossed, luck
🤟 te quiero, mano | love you, hand
🤘 rock, cuernos mano | rock on, horns
🤙 llámame, teléfono mano | call me, phone hand
👈 izquierda, dedo ese | left, pointing finger
👉 derecha, dedo ese | right, pointing finger
👆 arriba, dedo | up, pointing finger
👇 abajo, dedo | down, pointing finger
☝️ un momento, uno dedo arriba | one moment, finger up
👍 bien, ok pulgar arriba me gusta vale | good, ok thumbs up like
👎 mal, no pulgar abajo | bad, no thumbs down
✊ puño en alto, fuerza | raised fist, strength
👊 puño, golpe choque | fist, bump
🤛 puño izquierdo, choque | left fist, bump
🤜 puño derecho, choque | right fist, bump
👏 aplausos, bravo felicitaciones bien | applause, bravo congratulations
🙌 celebración, manos arriba bravo | hooray, hands up
👐 manos abiertas, abrazo | open hands
🤲 manos juntas, recibir pedir | cupped hands, receive
🤝 trato hecho, acuerdo mano apretón | deal, handshake agreement
🙏 gracias, por favor ruego oración | thanks, please pray
✍️ escribiendo, firma anotar | writing, sign note
💪 fuerza, músculo ánimo vamos | strength, muscle
👀 mirando, ojos ver ojo | looking, eyes watch
👁️ ojo, vista ver | eye, see
👂 oreja, escuchar oído | ear, listen
👃 nariz, oler | nose, smell
🦷 diente, dental muela | tooth, dental
🧠 cerebro, mente idea | brain, mind
👄 boca, labios | mouth, lips
👅 lengua, boca | tongue
👶 bebé, guagua niño | baby
🧒 niño, niña chico | child, kid
👦 chico, niño joven | boy
👧 chica, niña joven | girl
👨 hombre, señor caballero | man
👩 mujer, señora dama | woman
👴 abuelo, anciano adulto mayor | grandfather, old man
👵 abuela, anciana adulta mayor | grandmother, old woman
🙅 de ninguna manera, no prohibido | no way, forbidden
🙆 de acuerdo, ok sí | all right, ok yes
🙋 yo, mano presente pregunta levantar | me, hand raised question
🙇 disculpa, perdón reverencia | sorry, bow
🤦 qué vergüenza, mano cara error | facepalm, error
🤷 no sé, hombros quizás | don't know, shrug
💁 información, atención ayuda | information, help desk
👮 policía, carabinero guardia | police officer
💂 guardia, seguridad | guard, security
👷 obrero, construcción casco maestro | worker, construction
👨‍⚕️ doctor, médico enfermero salud químico | doctor, nurse man health
👩‍⚕️ doctora, médica enfermera salud química farmacéutica | doctor, nurse woman health pharmacist
👨‍🍳 cocinero, chef | cook, chef man
👩‍🍳 cocinera, chef | cook, chef woman
👨‍💻 informático, computador | man at a computer, technician
👩‍💻 informática, computador | woman at a computer, technician
🤰 embarazada, maternidad | pregnant, maternity
🎅 viejito pascuero, navidad papá noel | Santa Claus, Christmas
🦸 superhéroe, héroe heroína | superhero
🏃 corriendo, apuro rápido voy | running, hurry fast
🚶 caminando, andar voy | walking, on my way
💃 bailando, fiesta baile | dancing, party
🕺 bailarín, fiesta baile | dancer, party
👫 pareja, novios | couple
👪 familia, padres hijos | family
👥 gente, personas equipo grupo | people, team group
🗣️ hablando, avisar voz | speaking, voice announce
👣 huellas, pasos pies | footprints, steps
`;
