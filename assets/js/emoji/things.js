// Parties, things, signs and flags. A line: the emoji, its name and further words in Spanish | the same in English.
export const FUN = `
🎉 fiesta, celebrar felicitaciones cumpleaños confeti | party, celebrate congratulations
🎊 celebración, fiesta confeti | celebration, confetti
🎈 globo, cumpleaños fiesta | balloon, birthday
🎁 regalo, sorpresa cumpleaños | gift, present
🎀 lazo, cinta regalo | ribbon, bow
🎄 árbol de navidad, pascua | Christmas tree
🎃 halloween, calabaza | Halloween, pumpkin
🎆 fuegos artificiales, año nuevo | fireworks, new year
🎵 nota musical, música canción | musical note, song
🎶 música, notas canción | music, notes song
🎤 micrófono, cantar karaoke | microphone, sing
🎸 guitarra, música | guitar, music
🥁 tambor, batería música | drum, music
🎺 trompeta, música | trumpet, music
🎬 película, cine video | film, cinema video
🎨 arte, pintura colores | art, paint colours
🎭 teatro, máscaras | theatre, masks
🎮 videojuego, control jugar | video game, play
🎲 dado, juego azar | die, game
🧩 rompecabezas, puzzle pieza | puzzle, piece
🃏 naipe, cartas comodín | playing card, joker
🎯 meta, objetivo blanco puntería | target, goal
🏆 copa, trofeo ganador premio | trophy, winner prize
🥇 oro, primer lugar medalla | gold medal, first
🥈 plata, segundo lugar medalla | silver medal, second
🥉 bronce, tercer lugar medalla | bronze medal, third
🏅 medalla, premio | medal, award
⚽ fútbol, pelota partido | football, soccer ball
🏀 básquetbol, pelota | basketball
🏈 fútbol americano, pelota | American football
🎾 tenis, pelota | tennis
🏐 vóleibol, pelota | volleyball
🏓 ping pong, paleta | table tennis
🥊 boxeo, guante | boxing, glove
🎣 pesca, caña | fishing
🚴 ciclista, bicicleta | cyclist, bicycle
🏊 natación, nadar piscina | swimming, pool
🏋️ pesas, gimnasio | weights, gym
🧘 meditación, yoga calma | meditation, yoga
🎟️ entrada, boleto ticket | ticket, admission
`;

export const THINGS = `
📱 teléfono, celular móvil | mobile phone, cell
☎️ teléfono fijo, llamar | telephone, call
📞 llamada, teléfono auricular | call, receiver
💻 notebook, computador portátil | laptop, computer
🖥️ pantalla, computador escritorio | screen, computer
🖨️ impresora, imprimir | printer, print
⌨️ teclado, escribir | keyboard, type
🖱️ mouse, ratón computador | computer mouse
💾 disquete, guardar respaldo | floppy disk, save
💡 idea, ampolleta luz | idea, light bulb
🔦 linterna, luz | torch, flashlight
🔋 batería, carga pila | battery, charge
🔌 enchufe, corriente luz | plug, power
📷 cámara, foto | camera, photo
📹 cámara de video, grabar seguridad | video camera, record
📺 televisor, tele | television, tv
📻 radio, música | radio, music
🔊 volumen alto, sonido parlante | loud, sound speaker
🔇 silencio, sin sonido mudo | mute, no sound
✉️ carta, sobre correo | letter, envelope mail
📧 correo, email mail | e-mail
📬 buzón, correo | mailbox
📎 clip, adjunto | paper clip, attachment
📌 chinche, importante fijar | pin, important
✏️ lápiz, escribir | pencil, write
🖊️ lapicera, bolígrafo firma | pen, sign
📏 regla, medir | ruler, measure
✂️ tijeras, cortar | scissors, cut
📁 carpeta, archivo | folder, file
📄 documento, hoja papel | document, page
📚 libros, estudiar leer | books, study read
📖 libro abierto, leer | open book, read
📰 diario, noticias | newspaper, news
🗑️ basurero, borrar basura | bin, trash delete
🔍 lupa, buscar | magnifying glass, search
🔧 llave inglesa, arreglar | wrench, repair
🔨 martillo, arreglar | hammer, repair
🛠️ herramientas, arreglo mantención | tools, repair maintenance
⚙️ engranaje, ajustes configuración | gear, settings
🧰 caja de herramientas, arreglo | toolbox, repair
🧯 extintor, incendio | fire extinguisher
🪑 silla, sentarse | chair, seat
🛏️ cama, dormir descanso | bed, sleep rest
🚿 ducha, baño agua | shower, bath
🚽 baño, wc inodoro | toilet, bathroom
👕 polera, camiseta ropa | t-shirt, clothes
👖 pantalón, jeans ropa | trousers, jeans
👗 vestido, ropa | dress, clothes
🧥 abrigo, chaqueta ropa | coat, jacket
🥼 delantal, bata blanca | lab coat, white
👟 zapatilla, calzado | trainer, shoe
👓 lentes, anteojos | glasses
🕶️ lentes de sol, gafas | sunglasses
🎒 mochila, colegio | backpack, school
👜 cartera, bolso | handbag
☂️ paraguas, lluvia | umbrella, rain
💎 diamante, joya | diamond, gem
⌚ reloj, hora pulsera | watch, time
🛡️ escudo, protección seguro | shield, protection
🧲 imán, atraer | magnet
`;

export const SIGNS = `
❤️ corazón, amor rojo | red heart, love
🧡 corazón naranja, amor | orange heart, love
💛 corazón amarillo, amor | yellow heart, love
💚 corazón verde, amor | green heart, love
💙 corazón azul, amor | blue heart, love
💜 corazón morado, amor | purple heart, love
🖤 corazón negro, luto | black heart
🤍 corazón blanco, paz | white heart
🤎 corazón café, amor | brown heart
💔 corazón roto, pena | broken heart, sad
💕 dos corazones, amor | two hearts, love
💖 corazón brillante, amor | sparkling heart, love
💯 cien, perfecto puntaje | hundred, perfect score
💢 enojo, rabia | anger
💥 explosión, choque | explosion, collision
💤 sueño, zzz dormir | zzz, sleep
💬 mensaje, globo conversación | message, speech bubble
💭 pensamiento, globo idea | thought, bubble
✅ listo, hecho visto bueno correcto sí | done, check yes correct
☑️ casilla marcada, hecho | ticked box, done
✔️ visto, ticket correcto | tick, check correct
❌ no, error equis mal cancelar | no, error cross cancel
❎ casilla con equis, no | cross in a box, no
➕ más, sumar agregar | plus, add
➖ menos, restar | minus, subtract
➗ dividir, división | divide
✖️ multiplicar, por | multiply, times
❓ pregunta, duda interrogación | question, doubt
❗ atención, importante exclamación | important, exclamation
‼️ muy importante, exclamación doble | very important, exclamation
⚠️ cuidado, advertencia atención peligro | warning, careful danger
🚫 prohibido, no | forbidden, no
⛔ no pasar, prohibido | no entry, forbidden
🛑 pare, alto stop | stop sign
🆗 ok, bien botón | ok, button
🆕 nuevo, novedad | new
🆓 gratis, libre | free
🆘 ayuda, socorro emergencia | help, emergency sos
🔴 círculo rojo, mal urgente | red circle, urgent
🟠 círculo naranja, medio | orange circle
🟡 círculo amarillo, pendiente | yellow circle, pending
🟢 círculo verde, bien disponible | green circle, available
🔵 círculo azul, punto | blue circle
⚫ círculo negro, punto | black circle
⚪ círculo blanco, punto | white circle
⬆️ flecha arriba, subir | up arrow
⬇️ flecha abajo, bajar | down arrow
⬅️ flecha izquierda, atrás volver | left arrow, back
➡️ flecha derecha, siguiente | right arrow, next
↩️ volver, responder flecha | return, reply arrow
🔄 repetir, actualizar recargar | refresh, repeat
🔝 lo mejor, arriba top | top, best
🔜 pronto, luego | soon
♻️ reciclaje, verde | recycling, green
ℹ️ información, dato | information
1️⃣ uno, número | one, number
2️⃣ dos, número | two, number
3️⃣ tres, número | three, number
4️⃣ cuatro, número | four, number
5️⃣ cinco, número | five, number
🔢 números, cifras | numbers, digits
#️⃣ gato, numeral | hash, number sign
🎓 graduación, título estudio | graduation, degree
`;

export const FLAGS = `
🇨🇱 chile, bandera | Chile, flag
🇦🇷 argentina, bandera | Argentina, flag
🇵🇪 perú, bandera | Peru, flag
🇧🇴 bolivia, bandera | Bolivia, flag
🇧🇷 brasil, bandera | Brazil, flag
🇨🇴 colombia, bandera | Colombia, flag
🇻🇪 venezuela, bandera | Venezuela, flag
🇪🇨 ecuador, bandera | Ecuador, flag
🇺🇾 uruguay, bandera | Uruguay, flag
🇵🇾 paraguay, bandera | Paraguay, flag
🇲🇽 méxico, bandera | Mexico, flag
🇭🇹 haití, bandera | Haiti, flag
🇨🇺 cuba, bandera | Cuba, flag
🇩🇴 república dominicana, bandera | Dominican Republic, flag
🇪🇸 españa, bandera | Spain, flag
🇺🇸 estados unidos, bandera | United States, flag
🇨🇳 china, bandera | China, flag
🏳️ bandera blanca, paz | white flag, peace
🏁 meta, bandera a cuadros final | chequered flag, finish
🚩 bandera roja, alerta | red flag, alert
`;
