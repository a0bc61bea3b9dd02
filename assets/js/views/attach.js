// Choosing files, by button, camera, paste and drag; and what is on its way above the text field.
import { batched } from '../batched.js';
import { mayWrite } from '../conversations.js';
import { t } from '../i18n.js';
import { MOST_FILES } from '../uploads.js';
import { sizeOf } from './attachments.js';
import { arrange, byId, part, setText, show, stamp } from './dom.js';

export class AttachView {
  #uploads;
  #on;
  #leftOut = null; // {conversationId, count, isWanted, sentence}: of the last choice, while the tray stays as it was
  #tray = byId('adjuntos-bandeja');
  #note = byId('adjuntos-nota');
  #form = byId('form-enviar-mensaje');
  #area = byId('area-conversacion');
  #rows = new Map();

  // `on`: {current() → the open conversation, say(text) to a screen reader, notice(text), isEditing(): a message is
  // being changed}
  constructor(uploads, on) {
    this.#uploads = uploads;
    this.#on = on;
    this.#offer('btn-adjuntar', 'adjuntar-archivos');
    this.#offer('btn-camara', 'adjuntar-camara');
    byId('input-mensaje').addEventListener('paste', (event) => this.#take(event, event.clipboardData));
    this.#acceptDrops();
    uploads.on('change', batched(() => this.render()));
  }

  render() {
    const conversation = this.#on.current();
    const items = conversation ? this.#uploads.of(conversation.id) : [];
    for (const item of this.#rows.keys()) if (!items.includes(item)) this.#forget(item);
    arrange(this.#tray, items.map((item) => this.#row(item)));
    show(this.#tray, items.length > 0);
    this.#form.classList.toggle('has-files', items.length > 0 && !this.#uploads.isWanted(conversation.id)); // there is something to send
    const note = conversation ? [this.#left(conversation.id), this.#waiting(conversation.id)].filter(Boolean).join(' ') : '';
    setText(this.#note, note);
    show(this.#note, note !== '');
  }

  #left(conversationId) {
    const out = this.#leftOut;
    const isSo = out && out.conversationId === conversationId && out.count === this.#uploads.of(conversationId).length
      && out.isWanted === this.#uploads.isWanted(conversationId);
    if (!isSo) this.#leftOut = null;
    return isSo ? out.sentence : '';
  }

  // The message that waits for its files, and what it waits for.
  #waiting(conversationId) {
    if (!this.#uploads.isWanted(conversationId)) return '';
    const text = this.#uploads.wantedText(conversationId);
    return t(this.#uploads.hasFailed(conversationId) ? 'notSentFailed' : 'sentWhenUploaded', { text });
  }

  #offer(buttonId, inputId) {
    const input = byId(inputId);
    byId(buttonId).addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      this.#add(input.files);
      input.value = ''; // the same one may be chosen again
    });
  }

  #acceptDrops() {
    const isOfFiles = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes('Files');
    const mark = (isOver) => this.#area.classList.toggle('is-drop', isOver);
    // Beside the conversation a dropped file would take the place of the page.
    for (const name of ['dragover', 'drop']) {
      window.addEventListener(name, (event) => { if (isOfFiles(event)) event.preventDefault(); });
    }
    this.#area.addEventListener('dragover', (event) => mark(isOfFiles(event)));
    this.#area.addEventListener('dragleave', (event) => { if (!this.#area.contains(event.relatedTarget)) mark(false); });
    this.#area.addEventListener('drop', (event) => {
      mark(false);
      this.#take(event, event.dataTransfer);
    });
  }

  #take(event, transfer) {
    if (!transfer || !transfer.files.length) return;
    event.preventDefault();
    this.#add(transfer.files);
  }

  #add(files) {
    const { say, notice, isEditing } = this.#on;
    const conversation = this.#on.current();
    if (!conversation || !files.length) return;
    if (!mayWrite(conversation)) return notice(t('onlyAdminsWrite'));
    if (isEditing()) return notice(t('noFilesInEdit'));
    const { id } = conversation;
    const isWanted = this.#uploads.isWanted(id);
    const left = this.#uploads.add(id, files);
    const sentence = t(isWanted ? 'filesMustWait' : 'tooManyFiles', { count: left, most: MOST_FILES });
    this.#leftOut = left ? { conversationId: id, count: this.#uploads.of(id).length, isWanted, sentence } : null;
    if (left < files.length) say(t('filesAdded', { count: files.length - left }));
    byId('input-mensaje').focus();
  }

  #row(item) {
    if (!this.#rows.has(item)) this.#rows.set(item, this.#make(item));
    const row = this.#rows.get(item);
    const { file, state, sent, failure, isHopeless } = item;
    row.dataset.state = state;
    const percent = state === 'ready' ? 100 : Math.min(99, Math.floor((100 * sent) / (file.size || 1)));
    const bar = part(row, 'bar');
    bar.value = percent;
    show(bar, state !== 'ready' && state !== 'failed');
    setText(part(row, 'detail'), state === 'failed' || (failure && state === 'waiting') ? failure : state === 'ready' ? sizeOf(file.size) : `${percent} % · ${sizeOf(file.size)}`);
    show(part(row, 'retry'), (state === 'failed' && !isHopeless) || (state === 'waiting' && failure !== ''));
    return row;
  }

  #make(item) {
    const row = stamp('plantilla-subida');
    setText(part(row, 'name'), item.file.name);
    part(row, 'bar').setAttribute('aria-label', t('uploading', { name: item.file.name }));
    part(row, 'cancel').setAttribute('aria-label', t('removeFile', { name: item.file.name }));
    part(row, 'cancel').addEventListener('click', () => this.#remove(item, row));
    part(row, 'retry').addEventListener('click', () => this.#uploads.retry(item));
    if (/^image\/(png|jpeg|gif|webp)$/.test(item.file.type)) {
      part(row, 'preview').src = URL.createObjectURL(item.file);
      show(part(row, 'preview'), true);
    }
    return row;
  }

  // The button goes with the row; who pressed it by key is in the text field then.
  #remove(item, row) {
    const hadFocus = row.contains(document.activeElement);
    this.#uploads.remove(item);
    if (hadFocus) byId('input-mensaje').focus();
  }

  #forget(item) {
    const { src } = part(this.#rows.get(item), 'preview');
    if (src) URL.revokeObjectURL(src);
    this.#rows.delete(item);
  }
}
