// The door's language: the same choice as in the settings, for who can't read the form to get to them. Without this
// script the form is in Spanish and works.
import { speak, t, translateDocument } from './i18n.js';
import { Settings } from './settings.js';

const settings = new Settings();
const languages = document.getElementById('idiomas');

// What the server says here, by its Spanish sentence.
const ANSWERS = [
  [/^Usuario o contraseña incorrectos$/, () => t('wrongPassword')],
  [/^Demasiados intentos\. Espera (\d+) segundos?\.$/, ([, seconds]) => t('tooManyAttempts', { seconds })],
  [/^Faltan datos requeridos$/, () => t('missingData')],
];

function translateAnswer(element) {
  for (const [sentence, inOtherWords] of ANSWERS) {
    const found = sentence.exec(element.textContent.trim());
    if (found) element.textContent = inOtherWords(found);
  }
}

for (const button of languages.querySelectorAll('button')) {
  button.setAttribute('aria-pressed', String(button.value === settings.get('language')));
  button.addEventListener('click', () => {
    settings.set('language', button.value);
    location.assign('/login');
  });
}
languages.classList.remove('hidden');

if (document.getElementById('usuario').value) document.getElementById('password').focus();

speak(settings.get('language')).then(() => {
  translateDocument();
  translateAnswer(document.getElementById('error'));
});
