// The page as a person uses it: by its labels and by the ids of CONTRACT.md.

import assert from 'node:assert/strict';

export class ChatPage {
  constructor(page, person, watch) {
    Object.assign(this, { page, person, watch });
    this.composer = page.locator('#input-mensaje');
    this.timeline = page.locator('#mensajes-contenedor');
    this.list = page.locator('#lista-conversaciones');
    this.banner = page.locator('#aviso');
    this.joined = this.#hears('unido_conversacion');
  }

  /** Opens the chat with a session from another day. */
  async comesBack() {
    const { cookie } = await this.person.atAnotherTill();
    const [name, value] = cookie.split('=');
    await this.page.context().addCookies([{ name, value, url: this.person.server.origin }]);
    await this.page.goto('/chat');
    await this.isLive();
  }

  /** From the door through the form to the chat. */
  async logsIn(password = this.person.password) {
    await this.page.goto('/');
    await this.page.waitForURL('**/login');
    await this.page.locator('[name=usuario]').fill(this.person.rut);
    await this.page.locator('[name=password]').fill(password);
    await this.page.locator('[name=password]').press('Enter');
    await this.page.waitForURL('**/chat');
    await this.isLive();
  }

  /** The list and all that comes after it is there, and no banner warns. */
  async isLive() {
    await this.page.waitForFunction(() => document.querySelector('#aviso').classList.contains('hidden'));
    await this.list.locator('button').first().waitFor();
    await this.page.locator('body[data-is-whole]').waitFor();
  }

  async logsOut() {
    await this.page.locator('#btn-ajustes').click();
    await this.page.getByRole('button', { name: 'Salir' }).click();
    await this.page.waitForURL('**/login');
  }

  row(title) {
    return this.list.locator('button').filter({ has: this.page.getByText(title, { exact: true }) });
  }

  badge(title) {
    return this.row(title).locator('[data-part=badge]');
  }

  async opens(title) {
    await this.row(title).click();
    await this.hasOpen(title);
  }

  async hasOpen(title) {
    await this.page.waitForFunction((name) => document.querySelector('#chat-nombre').textContent === name, title);
    await this.composer.waitFor();
  }

  async writes(text) {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** By the button, where it is there: a conversation opens at the first unread message. */
  async goesToNewest() {
    await this.timeline.locator('.message').first().waitFor(); // with it the button is there, or isn't
    const button = this.page.locator('#btn-bajar');
    if (await button.isVisible()) await button.click();
    await button.waitFor({ state: 'hidden' });
  }

  message(text) {
    const words = this.page.getByText(text, { exact: true });
    const texts = this.page.locator('[data-part=text]');
    const bubble = texts.and(words).or(texts.filter({ has: words })); // The second where all of it is a link.
    return this.timeline.locator('.message').filter({ has: bubble });
  }

  async sees(text) {
    await this.message(text).first().waitFor();
  }

  /** The message has come that far: `stored`, `waiting` or `sending`. */
  async showsAs(text, ...states) {
    const fits = states.map((state) => `.message[data-state=${state}]`).join(',');
    await this.message(text).and(this.page.locator(fits)).first().waitFor();
  }

  async seesOnce(text) {
    await this.showsAs(text, 'stored');
    assert.equal(await this.message(text).count(), 1, `${this.person.name} sees "${text}" once`);
  }

  /** All texts in the timeline, top to bottom. */
  async texts() {
    return this.timeline.locator('.message [data-part=text]').allTextContents();
  }

  async ids() {
    return this.timeline.locator('.message').evaluateAll((elements) => elements.map((element) => element.dataset.mensajeId));
  }

  /** How many pixels the page is wider than the window was made. */
  async overflow() {
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth);
    return wide - this.page.viewportSize().width;
  }

  /** Resolves when the page's WebSocket has brought that event for the first time. */
  #hears(event) {
    return new Promise((resolve) => {
      const listen = ({ payload }) => { if (`${payload}`.includes(`"${event}"`)) resolve(); };
      this.page.on('websocket', (socket) => socket.on('framereceived', listen));
    });
  }
}
