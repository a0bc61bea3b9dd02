// The frame of the open conversation: its head, who is writing, and on a phone which of the two panes is in front.
import { faceOf, titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { byId, paintAvatar, setIcon, setText, show } from './dom.js';

export class PaneView {
  #area = byId('area-conversacion');
  #none = byId('sin-conversacion');
  #list = byId('panel-lista');
  #typing = byId('escribiendo');
  #mute = byId('btn-silenciar');
  #phone = window.matchMedia('(max-width: 767px)');

  constructor({ onBack, onInfo, onSearch, onMute }) {
    byId('btn-volver').addEventListener('click', onBack);
    byId('btn-info').addEventListener('click', onInfo);
    byId('btn-buscar-aqui').addEventListener('click', onSearch);
    this.#mute.addEventListener('click', () => onMute(this.#mute.getAttribute('aria-pressed') !== 'true'));
    this.#phone.addEventListener('change', () => this.#coverList());
  }

  open(conversation) {
    this.paint(conversation);
    this.#show(true);
  }

  get hasFocus() {
    return this.#area.contains(document.activeElement);
  }

  get isListCovered() {
    return this.#list.classList.contains('is-covered');
  }

  // Where the field is not focused (a finger's keyboard would cover half of it), a screen reader still comes along.
  focusTitle() {
    byId('chat-nombre').tabIndex = -1;
    byId('chat-nombre').focus();
  }

  // Who is in the head may have another name now.
  paint(conversation) {
    const { isGroup, people } = conversation;
    paintAvatar(byId('chat-avatar'), faceOf(conversation));
    setText(byId('chat-nombre'), titleOf(conversation));
    const names = [t('you'), ...people.map((person) => person.firstName)].join(', ');
    setText(byId('chat-info'), isGroup ? t('groupPeople', { count: people.length + 1, names }) : (people[0] && (people[0].role || people[0].email)) || '');
  }

  // Where only those write who run the group, the others have a sentence instead of the field.
  setWritable(isWritable) {
    const closed = byId('redaccion-cerrada');
    const form = byId('form-enviar-mensaje');
    const hadFocus = form.contains(document.activeElement) || (isWritable && document.activeElement === closed);
    show(form, isWritable);
    show(closed, !isWritable);
    if (hadFocus) (isWritable ? byId('input-mensaje') : closed).focus();
  }

  close() {
    this.#show(false);
  }

  setMuted(isMuted) {
    this.#mute.setAttribute('aria-pressed', String(isMuted));
    this.#mute.title = t(isMuted ? 'unmute' : 'mute');
    setIcon(this.#mute, isMuted ? 'bell-off' : 'bell');
  }

  setTyping(sentence) {
    setText(this.#typing, sentence);
  }

  #show(isOpen) {
    show(this.#area, isOpen);
    show(this.#none, !isOpen);
    this.#coverList();
  }

  // On a phone the conversation lies over the list; what is covered must not be reached by the keyboard either.
  #coverList() {
    const isCovered = this.#phone.matches && !this.#area.classList.contains('hidden');
    this.#list.classList.toggle('is-covered', isCovered);
  }
}
