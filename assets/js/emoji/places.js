// The shop, the world around it and what is eaten there. A line: the emoji, its name and further words in Spanish |
// the same in English.
export const SHOP = `
💊 pastilla, remedio cápsula medicamento farmacia | pill, medicine pharmacy
💉 jeringa, vacuna inyección | syringe, vaccine injection
🩹 parche curita, venda herida | adhesive bandage, plaster wound
🩺 estetoscopio, médico salud | stethoscope, doctor health
🩸 gota de sangre, examen | drop of blood, test
🌡️ termómetro, temperatura fiebre frío | thermometer, temperature fever
🧪 tubo de ensayo, examen laboratorio | test tube, laboratory
🔬 microscopio, laboratorio | microscope, laboratory
🧬 genética, adn | genetics, dna
🦠 virus, microbio bacteria | virus, microbe
🧴 crema, botella loción bloqueador champú | lotion, bottle cream sunscreen
🧼 jabón, lavar limpio | soap, wash clean
🧽 esponja, limpiar | sponge, clean
🧻 papel higiénico, confort rollo toalla | toilet paper, roll tissue
🪥 cepillo de dientes, dental | toothbrush, dental
🧹 escoba, barrer limpiar aseo | broom, sweep clean
🧺 canasto, cesta | basket
🛒 carro de compras, supermercado | shopping cart, trolley
🛍️ bolsas, compras | shopping bags
🏪 tienda, almacén negocio minimarket | shop, convenience store
🏬 centro comercial, mall tienda | department store, mall
🏥 hospital, clínica salud | hospital, clinic
⚕️ medicina, salud farmacia símbolo | medical symbol, health pharmacy
💰 plata, dinero bolsa ventas | money, bag sales
💵 billetes, dinero plata efectivo | banknotes, money cash
💸 gasto, plata dinero volando | spending, money flying
🪙 moneda, sencillo vuelto | coin, change
💳 tarjeta, pago débito crédito | card, payment credit debit
🧾 boleta, recibo factura cuenta | receipt, invoice bill
🧮 ábaco, contar cuentas | abacus, count
📦 caja, paquete pedido despacho bodega | box, parcel order stock
🚚 camión, despacho reparto pedido | truck, delivery order
🛵 moto de reparto, delivery | delivery scooter
🏷️ etiqueta, precio oferta | label, price tag
⚖️ balanza, pesa justicia | scale, weigh justice
📊 gráfico, ventas barras informe | bar chart, sales report
📈 subida, ventas gráfico aumento | rising, sales chart up
📉 bajada, ventas gráfico baja | falling, sales chart down
📋 lista, inventario planilla portapapeles | clipboard, list inventory
📝 nota, anotar apunte receta | note, write memo prescription
🗓️ calendario, fecha turno | calendar, date shift
📅 fecha, calendario día | date, calendar day
🗂️ archivador, carpetas orden | dividers, folders order
🔑 llave, abrir local | key, open
🗝️ llave antigua, abrir | old key, open
🔒 cerrado, candado llave seguro | locked, closed padlock
🔓 abierto, candado | unlocked, open padlock
🚪 puerta, entrada salida | door, entrance exit
🕘 nueve, hora reloj apertura | nine o'clock, opening time
⏰ alarma, reloj hora despertador | alarm clock, time
⏳ espera, reloj arena tiempo | waiting, hourglass time
📢 aviso, altavoz anuncio importante | announcement, loudspeaker
🔔 campana, aviso notificación | bell, notification
🔕 sin sonido, silencio campana | muted bell, silent
`;

export const NATURE = `
🐶 perro, perrito mascota | dog, puppy pet
🐱 gato, gatito mascota | cat, kitten pet
🐭 ratón, animal | mouse, animal
🐹 hámster, mascota | hamster, pet
🐰 conejo, mascota | rabbit, pet
🦊 zorro, animal | fox, animal
🐻 oso, animal | bear, animal
🐼 panda, oso | panda, bear
🦁 león, animal | lion, animal
🐯 tigre, animal | tiger, animal
🐮 vaca, animal | cow, animal
🐷 chancho, cerdo | pig
🐸 rana, sapo | frog
🐵 mono, animal | monkey, animal
🐔 gallina, pollo | chicken, hen
🐧 pingüino, ave | penguin, bird
🐦 pájaro, ave | bird
🦅 águila, ave | eagle, bird
🦉 búho, ave noche | owl, night
🐴 caballo, animal | horse, animal
🦄 unicornio, magia | unicorn, magic
🦙 llama, alpaca | llama, alpaca
🐝 abeja, miel | bee, honey
🦋 mariposa, insecto | butterfly, insect
🐌 caracol, lento | snail, slow
🐞 chinita, mariquita | ladybird, ladybug
🐜 hormiga, insecto | ant, insect
🕷️ araña, insecto | spider
🐢 tortuga, lento | turtle, slow
🐍 serpiente, culebra | snake
🐙 pulpo, mar | octopus, sea
🐟 pez, pescado mar | fish, sea
🐬 delfín, mar | dolphin, sea
🐳 ballena, mar | whale, sea
🐾 huella, mascota patas | paw prints, pet
💐 ramo, flores regalo | bouquet, flowers
🌸 flor, cerezo primavera | blossom, flower spring
🌹 rosa, flor amor | rose, flower
🌻 girasol, flor sol | sunflower, flower
🌷 tulipán, flor | tulip, flower
🌱 brote, planta crecer | seedling, plant grow
🌲 pino, árbol | pine, tree
🌳 árbol, bosque | tree, wood
🌴 palmera, playa verano | palm tree, beach
🌵 cactus, desierto | cactus, desert
🍀 trébol, suerte | clover, luck
🍁 hoja, otoño | maple leaf, autumn
🍂 hojas secas, otoño | fallen leaves, autumn
🌎 tierra, mundo planeta américa | earth, world planet
🌙 luna, noche | moon, night
⭐ estrella, favorito | star, favourite
🌟 estrella brillante, destacado | glowing star
✨ brillos, nuevo limpio magia | sparkles, new clean
⚡ rayo, luz electricidad rápido | lightning, power fast
🔥 fuego, bueno caliente | fire, hot great
🌈 arcoíris, colores | rainbow, colours
☀️ sol, buen tiempo calor día | sun, sunny day
⛅ parcial, nubes sol tiempo | partly cloudy, sun
☁️ nube, nublado tiempo | cloud, cloudy
🌧️ lluvia, tiempo | rain, weather
⛈️ tormenta, lluvia rayo | storm, thunder
❄️ nieve, frío hielo invierno | snow, cold ice
⛄ muñeco de nieve, invierno | snowman, winter
💨 viento, rápido aire | wind, fast
💧 gota, agua | drop, water
🌊 ola, mar agua | wave, sea water
`;

export const FOOD = `
🍎 manzana, fruta | apple, fruit
🍐 pera, fruta | pear, fruit
🍊 naranja, mandarina fruta | orange, fruit
🍋 limón, fruta | lemon, fruit
🍌 plátano, fruta | banana, fruit
🍉 sandía, fruta | watermelon, fruit
🍇 uva, fruta | grapes, fruit
🍓 frutilla, fresa fruta | strawberry, fruit
🍒 cereza, fruta | cherry, fruit
🍑 durazno, fruta | peach, fruit
🍍 piña, fruta | pineapple, fruit
🥝 kiwi, fruta | kiwi, fruit
🥑 palta, aguacate | avocado
🍅 tomate, verdura | tomato, vegetable
🥕 zanahoria, verdura | carrot, vegetable
🌽 choclo, maíz | corn, maize
🥔 papa, patata | potato
🥬 lechuga, verdura hojas | lettuce, vegetable
🧄 ajo, condimento | garlic
🧅 cebolla, verdura | onion
🍞 pan, molde | bread, loaf
🥐 medialuna, croissant | croissant
🥖 baguette, pan | baguette, bread
🧀 queso, lácteo | cheese
🥚 huevo, desayuno | egg, breakfast
🍳 huevo frito, desayuno sartén | fried egg, breakfast
🥩 carne, asado bistec | meat, steak barbecue
🍗 pollo, tuto | chicken, drumstick
🍔 hamburguesa, comida rápida | burger, fast food
🍟 papas fritas, comida rápida | fries, fast food
🍕 pizza, comida | pizza, food
🌭 completo, hot dog italiano | hot dog
🥪 sándwich, pan colación | sandwich, snack
🌮 taco, mexicano | taco
🥗 ensalada, sano | salad, healthy
🍝 tallarines, pasta fideos | pasta, spaghetti
🍲 cazuela, guiso olla | stew, pot
🍣 sushi, japonés | sushi
🍚 arroz, comida | rice
🥟 empanada, masa | dumpling, empanada
🍰 pastel, torta trozo postre | cake, slice dessert
🎂 torta, cumpleaños velas | birthday cake, candles
🧁 cupcake, pastelito | cupcake
🍪 galleta, dulce | cookie, biscuit
🍫 chocolate, dulce | chocolate, sweet
🍬 dulce, caramelo | candy, sweet
🍭 chupete, koyak dulce | lollipop, sweet
🍦 helado, verano | ice cream, summer
🍿 cabritas, palomitas cine | popcorn, cinema
🍼 mamadera, leche bebé | baby bottle, milk
🥛 leche, vaso lácteo | milk, glass
☕ café, té taza desayuno pausa | coffee, tea cup break
🍵 té, infusión agüita taza | tea, herbal cup
🧉 mate, yerba | mate
🥤 bebida, vaso bombilla jugo | soft drink, straw juice
🧃 jugo, cajita | juice box
🍷 vino, copa tinto | wine, glass
🍺 cerveza, schop | beer
🥂 brindis, copas salud celebrar | cheers, toast celebrate
🧊 hielo, frío cubo | ice, cold cube
🍽️ comida, almuerzo plato cubiertos | meal, lunch plate
🥄 cuchara, cucharada dosis | spoon, dose
`;

export const PLACES = `
🚗 auto, coche vehículo | car, vehicle
🚕 taxi, colectivo | taxi, cab
🚌 micro, bus autobús | bus
🚑 ambulancia, emergencia | ambulance, emergency
🚒 carro bomba, bomberos incendio | fire engine
🚓 patrulla, policía carabineros | police car
🚐 furgón, van | minibus, van
🚛 camión grande, carga | lorry, cargo
🏍️ moto, motocicleta | motorcycle
🚲 bicicleta, bici | bicycle, bike
🛴 scooter, patín | kick scooter
🚆 tren, metro | train
🚇 metro, subterráneo | metro, underground
✈️ avión, viaje vuelo | plane, flight trip
🚀 cohete, rápido lanzamiento | rocket, fast launch
🚢 barco, buque | ship
⛽ bencina, combustible | petrol, fuel
🚦 semáforo, luz | traffic light
🚧 en obras, cuidado construcción | roadworks, careful
🅿️ estacionamiento, parking | parking
📍 ubicación, lugar aquí | location, place here
🗺️ mapa, ruta | map, route
🧭 brújula, dirección | compass, direction
🏠 casa, hogar | house, home
🏡 casa con jardín, hogar | house with garden
🏢 edificio, oficina | building, office
🏫 colegio, escuela | school
🏦 banco, dinero | bank, money
🏭 fábrica, industria | factory
⛪ iglesia, templo | church
🏖️ playa, vacaciones verano | beach, holiday summer
🏔️ cordillera, montaña nieve | mountains, snow
🌋 volcán, erupción | volcano
🏕️ camping, carpa | camping, tent
🌅 amanecer, mañana sol | sunrise, morning
🌃 noche, ciudad estrellas | night, city
🌉 puente, noche | bridge, night
🎡 rueda, parque feria | Ferris wheel, fair
⛲ fuente, plaza | fountain, square
🌐 internet, red mundo | internet, network globe
`;
