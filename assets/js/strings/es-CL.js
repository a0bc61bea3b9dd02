// Every word of the page in Spanish, as people here say it. English has the same keys (en.js; a test compares them).
// A text with something in it is a function. What stands in chat.html too is there under the same key (data-text, …).
export default {
  // Banner
  sessionEnded: 'Tu sesión terminó. Lo que escribiste queda guardado en este equipo.',
  sessionOther: 'Otra persona inició sesión en este navegador. Lo que escribiste queda guardado para ti.',
  retryingIn: ({ sentence, seconds }) => `${sentence} Se reintentará en ${seconds} s.`,
  cutOff: 'Sin conexión en tiempo real. Se sigue intentando; lo que escribas no se pierde.',
  logIn: 'Iniciar sesión',
  reloadPage: 'Recargar la página',
  retryNow: 'Reintentar ahora',

  // List
  conversations: 'Conversaciones',
  logOut: 'Salir',
  searchConversation: 'Buscar conversación',
  search: 'Buscar',
  newChat: 'Nuevo chat',
  loadingConversations: 'Cargando conversaciones…',
  noConversations: 'Aún no tienes conversaciones. Empieza una con «Nuevo chat».',
  noConversationMatches: ({ search }) => `Ninguna conversación coincide con «${search}».`,
  listFailed: ({ reason }) => `No se pudo cargar la lista. ${reason}`,
  unreadCount: ({ count }) => (count === 1 ? '1 mensaje sin leer' : `${count} mensajes sin leer`),
  previewRefused: ({ text }) => `No enviado: ${text}`,
  previewSending: ({ text }) => `Enviando: ${text}`,
  previewDraft: ({ text }) => `Borrador: ${text}`,
  previewOwn: ({ text }) => `Tú: ${text}`,
  previewBy: ({ name, text }) => `${name}: ${text}`,
  noMessagesYet: 'Sin mensajes todavía',
  messageDeleted: 'Mensaje eliminado',
  conversationUnnamed: 'Conversación',

  // Conversation
  conversation: 'Conversación',
  nothingOpen: 'Elige una conversación o empieza una nueva.',
  backToList: 'Volver a las conversaciones',
  messages: 'Mensajes',
  groupPeople: ({ count, names }) => `${count} personas: ${names}`,
  you: 'Tú',
  someone: 'Alguien',
  olderMessages: 'Ver mensajes anteriores',
  loading: 'Cargando…',
  loadingMessages: 'Cargando mensajes…',
  messagesFailed: ({ reason }) => `No se pudieron cargar los mensajes. ${reason}`,
  noMessages: 'Aún no hay mensajes. Escribe el primero.',
  newMessages: 'Mensajes nuevos',
  newBelow: ({ count }) => (count === 1 ? '1 mensaje nuevo' : `${count} mensajes nuevos`),
  goToNewest: 'Ir al último mensaje',
  stateSending: 'Enviando…',
  stateWaiting: 'Pendiente',
  stateRefused: 'No enviado',
  stateSent: 'Enviado',
  edited: 'editado',
  edit: 'Editar',
  discard: 'Descartar',
  typingOne: ({ name }) => `${name} está escribiendo…`,
  typingTwo: ({ one, other }) => `${one} y ${other} están escribiendo…`,
  typingMany: 'Varias personas están escribiendo…',
  announceHere: ({ name, text }) => `${name}: ${text}`,
  announceDirect: ({ name }) => `Mensaje nuevo de ${name}`,
  announceGroup: ({ name, group }) => `Mensaje nuevo de ${name} en ${group}`,

  // Composer
  message: 'Mensaje',
  writeMessage: 'Escribe un mensaje',
  send: 'Enviar',
  tooLong: ({ most }) => `El mensaje es demasiado largo: el máximo es ${most} caracteres. Acórtalo o divídelo.`,

  // New chat
  close: 'Cerrar',
  searchPerson: 'Buscar persona',
  createGroupMode: 'Crear un grupo',
  groupName: 'Nombre del grupo',
  chooseTwo: 'Elige al menos dos personas de la lista.',
  loadingPeople: 'Cargando personas…',
  nobodyMatches: 'Nadie coincide con la búsqueda.',
  nobodyElse: 'No hay otras personas todavía.',
  createGroup: ({ count }) => (count ? `Crear grupo (${count})` : 'Crear grupo'),

  // Times
  today: 'Hoy',
  yesterday: 'Ayer',
  yesterdayShort: 'ayer',

  // Answers that never came from the server
  unreachable: 'No hay conexión con el servidor.',
  serverError: ({ status }) => `El servidor respondió con un error (${status}).`,
};
