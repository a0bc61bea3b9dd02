// The line on top that says what is wrong, the gravest thing first; hidden when nothing is.
import { t } from '../i18n.js';
import { sinceWhen } from '../text.js';
import { byId, setText, show } from './dom.js';

export class BannerView {
  #health;
  #box = byId('aviso');
  #text = byId('aviso-texto');
  #said = byId('aviso-dicho');
  #lastSaid = '';
  #login = byId('aviso-entrar');
  #reload = byId('aviso-recargar');
  #retry = byId('aviso-reintentar');

  constructor(health, { onRetry }) {
    this.#health = health;
    this.#retry.addEventListener('click', onRetry);
    this.#reload.addEventListener('click', () => location.reload());
    health.on('change', () => this.#render());
  }

  #render() {
    const { session, isCutOff, waitSeconds } = this.#health;
    const sentence = this.#sentence();
    show(this.#box, sentence !== '');
    setText(this.#text, sentence);
    this.#say();
    this.#box.dataset.kind = session === 'ok' ? 'warning' : 'danger';
    show(this.#login, session === 'ended');
    show(this.#reload, session === 'other');
    show(this.#retry, session === 'ok' && isCutOff && waitSeconds <= 0);
  }

  // A screen reader hears what changed, and not each second of a countdown nor since when the line is gone; and when it
  // is over, that it is.
  #say() {
    const { session, isCutOff, waitSeconds, waitSentence } = this.#health;
    const what = session === 'ok' && waitSeconds > 0 ? waitSentence : this.#sentence();
    const news = session === 'ok' && waitSeconds <= 0 && isCutOff ? 'cut off' : what;
    if (news === this.#lastSaid) return;
    setText(this.#said, what || (session === 'ok' && !isCutOff ? t('backOnline') : ''));
    this.#lastSaid = news;
  }

  #sentence() {
    const { session, isCutOff, isAway, since, waitSeconds, waitSentence } = this.#health;
    if (session === 'ended') return t('sessionEnded');
    if (session === 'other') return t('sessionOther');
    if (waitSeconds > 0) return t('retryingIn', { sentence: waitSentence, seconds: waitSeconds });
    if (!isCutOff) return '';
    if (!isAway) return t('cutOff');
    return since ? t('awaySince', { when: sinceWhen(since) }) : t('away');
  }
}
