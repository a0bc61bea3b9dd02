// Urgent messages: the bar on top while one waits for this person's word, the switch beside the text field, and what
// stands in the bubble.
import { titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { byId, setText, show } from './dom.js';

const HELD_MS = 1000; // a second click, or one that was meant for something else, must not confirm what nobody has read

export class UrgentView {
  #alarm;
  #bar = byId('urgentes');
  #switch = byId('btn-urgente');
  #input = byId('input-mensaje');
  #confirm = byId('btn-confirmar');
  #shown = null;
  #held = null; // timer: the message has only just come under the button
  #isAsking = false;
  #on;

  // `on`: {conversation(id), author(message) → a name, open(conversationId, messageId), list(), acknowledge(id) → promise}
  constructor(alarm, on) {
    this.#alarm = alarm;
    this.#on = on;
    alarm.on('change', () => this.#render());
    this.#confirm.addEventListener('click', () => {
      if (this.#shown && this.#confirm.getAttribute('aria-disabled') !== 'true') this.#acknowledge(this.#shown.id);
    });
    byId('btn-ver-urgente').addEventListener('click', () => this.#shown && on.open(this.#shown.conversationId, this.#shown.id));
    this.#switch.addEventListener('click', () => this.set(!this.isOn));
    byId('mensajes-contenedor').addEventListener('click', (event) => this.#pressed(event));
  }

  // What is written goes out as urgent.
  get isOn() {
    return this.#switch.getAttribute('aria-pressed') === 'true';
  }

  set(isOn) {
    this.#switch.setAttribute('aria-pressed', String(isOn));
    this.#input.placeholder = t(isOn ? 'writeUrgent' : 'writeMessage');
    this.#switch.form.classList.toggle('is-urgent', isOn);
  }

  #render() {
    const { pending } = this.#alarm;
    const [first] = pending;
    if (first && (!this.#shown || this.#shown.id !== first.id)) this.#hold();
    this.#shown = first || null;
    show(this.#bar, Boolean(first));
    if (!first) return;
    const conversation = this.#on.conversation(first.conversationId);
    const group = conversation && conversation.isGroup ? titleOf(conversation) : '';
    setText(byId('urgentes-titulo'), t('urgentFrom', { name: this.#on.author(first), group, count: pending.length }));
    setText(byId('urgentes-texto'), first.text);
  }

  #hold() {
    clearTimeout(this.#held);
    this.#held = setTimeout(() => {
      this.#held = null;
      this.#showHeld();
    }, HELD_MS);
    this.#showHeld();
  }

  // Not `disabled`, which would take the keyboard's focus away.
  #showHeld() {
    this.#confirm.setAttribute('aria-disabled', String(this.#held !== null || this.#isAsking));
  }

  async #acknowledge(id) {
    this.#isAsking = true;
    this.#showHeld();
    await this.#on.acknowledge(id);
    this.#isAsking = false;
    this.#showHeld();
  }

  #pressed(event) {
    const button = event.target.closest('[data-part=confirm], [data-part=who]');
    if (!button) return;
    if (button.dataset.part === 'confirm') this.#acknowledge(button.closest('.message').dataset.mensajeId);
    else this.#on.list();
  }
}
