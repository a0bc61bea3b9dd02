// Groups: who runs them, who comes and goes, who may write, and the lines about it.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { passesAxe } from './support/accessibility.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

describe('a group', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  let count = 0;
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.elena.logIn();
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  /** A fresh one that Ana runs. */
  async function group(...people) {
    const name = `Turno ${count += 1}`;
    return { name, id: await shop.ana.group(name, ...people) };
  }

  const act = (person, verb, body) => person.does(`/api/chat/grupo/${verb}`, body);
  const member = ({ page }, person) => page.locator('#info-personas li').filter({ hasText: person.name });

  async function info(chat, name) {
    await chat.opens(name);
    await chat.page.locator('#btn-info').click();
    await chat.page.locator('#info-personas li').first().waitFor();
  }

  async function choose(chat, person, what) {
    await member(chat, person).locator('button').click();
    await chat.page.getByRole('menuitem', { name: what }).click();
  }

  it('shows who runs it, and is given another name in place', async () => {
    const { name } = await group(shop.bruno, shop.carla);
    const ana = await chromium.with(shop.ana);
    const bruno = await chromium.with(shop.bruno);
    const { page } = ana;
    await info(ana, name);
    assert.match(await member(ana, shop.ana).textContent(), /Tú.*A cargo/s);
    assert.ok(await member(ana, shop.ana).locator('button').isDisabled());
    await member(ana, shop.bruno).getByText('en línea').waitFor();
    await page.getByRole('button', { name: 'Cambiar el nombre' }).click();
    await page.getByLabel('Nombre nuevo').fill('No era este');
    await page.keyboard.press('Escape');
    await page.locator('#info-nombre').getByText(name).waitFor();
    await page.getByRole('button', { name: 'Cambiar el nombre' }).click();
    await page.locator('#nombre-nuevo').fill(`${name} tarde`);
    await page.keyboard.press('Enter');
    await page.locator('#info-nombre').getByText(`${name} tarde`).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'btn-renombrar');
    await bruno.row(`${name} tarde`).waitFor();
    await bruno.row(`${name} tarde`).getByText(`Ana Rojas cambió el nombre a «${name} tarde»`, { exact: true }).waitFor();
    assert.ok(await bruno.badge(`${name} tarde`).isHidden(), 'such a line is nothing unread');
    await info(bruno, `${name} tarde`);
    assert.ok(await bruno.page.locator('#btn-renombrar').isHidden(), 'who only takes part changes nothing');
    assert.ok(await bruno.page.locator('#btn-agregar').isHidden());
    assert.ok(await bruno.page.getByRole('switch', { name: 'Solo administradores' }).isHidden());
    await ana.watch.isClean();
    await bruno.watch.isClean();
  });

  it('takes several people in at once, whom the others see come', async () => {
    const { name } = await group(shop.bruno, shop.carla);
    const ana = await chromium.with(shop.ana);
    const bruno = await chromium.with(shop.bruno);
    const diego = await chromium.with(shop.diego);
    await info(bruno, name);
    await info(ana, name);
    const { page } = ana;
    await page.getByRole('button', { name: 'Agregar personas' }).click();
    const list = page.locator('#agregar-personas');
    await list.getByText(shop.diego.name).waitFor();
    assert.equal(await list.getByText(shop.bruno.name).count(), 0, 'who is in it is not offered');
    await page.locator('#agregar-buscar').fill('nunez');
    await page.locator('#agregar-nota').getByText('Nadie coincide').waitFor(); // ñ is a letter of its own
    await page.locator('#agregar-buscar').fill('ñuñez');
    await page.keyboard.press('Enter');
    await page.locator('#agregar-buscar').fill('');
    await list.getByText(shop.elena.name).click();
    await shot(page, 'groups-adding');
    await page.getByRole('button', { name: 'Agregar (2)' }).click();
    await member(ana, shop.diego).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'btn-agregar');
    await member(bruno, shop.elena).waitFor(); // while it is open there
    await diego.opens(name);
    const line = diego.page.locator('.message.is-system');
    await line.getByText(/Ana Rojas agregó a .*Ñuñez/).waitFor();
    assert.equal(await line.locator('.bubble, .avatar, [data-part=menu]').count(), 0);
    await diego.watch.isClean();
  });

  it('says what went wrong, and loses nothing', async () => {
    const { name } = await group(shop.bruno, shop.carla);
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    await info(ana, name);
    const refuse = (route) => route.fulfill({ status: 400, json: { error: 'No se puede ahora' } });
    await page.route('**/api/chat/grupo/**', refuse);
    await page.locator('#btn-renombrar').click();
    await page.locator('#nombre-nuevo').fill('Otro');
    await page.keyboard.press('Enter');
    await page.locator('#info-error').getByText('No se puede ahora').waitFor();
    assert.equal(await page.locator('#nombre-nuevo').inputValue(), 'Otro');
    await page.keyboard.press('Escape');
    await page.getByRole('switch', { name: 'Solo administradores' }).click();
    await page.waitForFunction(() => !document.querySelector('#info-anuncios').checked);
    await page.locator('#btn-agregar').click();
    await page.locator('#agregar-personas').getByText(shop.diego.name).click();
    await page.getByRole('button', { name: 'Agregar (1)' }).click();
    await page.locator('#agregar-error').getByText('No se puede ahora').waitFor();
    await page.getByRole('button', { name: 'Agregar (1)' }).waitFor();
    await page.unroute('**/api/chat/grupo/**', refuse);
    await page.getByRole('button', { name: 'Agregar (1)' }).click();
    await member(ana, shop.diego).waitFor();
  });

  it('gives its roles by a menu that fits one\'s own', async () => {
    const { name } = await group(shop.bruno, shop.carla);
    const ana = await chromium.with(shop.ana);
    const bruno = await chromium.with(shop.bruno);
    await info(ana, name);
    await info(bruno, name);
    await member(bruno, shop.carla).locator('button').click();
    assert.deepEqual(await bruno.page.getByRole('menuitem').allTextContents(), ['Escribirle']);
    await bruno.page.keyboard.press('Escape');
    assert.ok(await bruno.page.locator('#modal-info').isVisible(), 'only the menu goes');
    await choose(ana, shop.bruno, 'Nombrar administrador');
    await member(ana, shop.bruno).getByText('Administra').waitFor();
    await bruno.page.locator('#btn-agregar').waitFor(); // at once
    await member(bruno, shop.ana).locator('button').click();
    assert.deepEqual(await bruno.page.getByRole('menuitem').allTextContents(), ['Escribirle'], 'not above oneself');
    await bruno.page.keyboard.press('Escape');
    await choose(bruno, shop.carla, 'Quitar del grupo');
    await bruno.page.getByRole('button', { name: 'Quitar', exact: true }).click();
    await member(ana, shop.carla).waitFor({ state: 'detached' });
    await choose(ana, shop.bruno, 'Dejar a cargo');
    await ana.page.locator('#btn-preguntar-si').click();
    await member(ana, shop.bruno).getByText('A cargo').waitFor();
    await member(ana, shop.ana).getByText('Administra').waitFor();
    await ana.watch.isClean();
    await bruno.watch.isClean();
  });

  it('is left after one question, which says who will run it', async () => {
    const { name, id } = await group(shop.bruno, shop.carla);
    await act(shop.ana, 'rol', { conversacion_id: id, usuario_id: shop.carla.rut, rol_grupo: 'admin' });
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    await info(ana, name);
    await page.getByRole('button', { name: 'Salir del grupo' }).click();
    await page.locator('#preguntar-texto').getByText(`Quedará a cargo ${shop.carla.name}.`).waitFor();
    await passesAxe(page, 'the question');
    await shot(page, 'groups-leave');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'btn-salir-grupo');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Salir', exact: true }).last().click();
    await page.locator('#noticia').getByText(`Saliste de ${name}.`).waitFor();
    await page.locator('#area-conversacion').waitFor({ state: 'hidden' });
    assert.ok(await page.locator('#modal-info').isHidden());
    assert.equal(await page.evaluate(() => document.querySelector('#app').hasAttribute('inert')), false);
    assert.equal(await ana.row(name).count(), 0);
    const { body } = await shop.carla.get(`/api/chat/grupo/${id}`);
    assert.equal(body.grupo.integrantes.find((one) => one.id === shop.carla.rut).rol_grupo, 'dueño', 'as was said');
    await ana.watch.isClean();
  });

  for (const [where, options] of [['at a desk', {}], ['on a phone', { viewport: PHONE, hasTouch: true, isMobile: true }]]) {
    it(`that one is taken out of closes with a sentence, and keeps what was being written, ${where}`, async () => {
      const { name, id } = await group(shop.bruno, shop.carla);
      const bruno = await chromium.with(shop.bruno, options);
      const other = await chromium.with(shop.bruno);
      const { page } = bruno;
      await info(bruno, name);
      await page.locator('#modal-info [data-close]').last().click();
      await bruno.composer.fill('Iba a decir que');
      await page.locator('#btn-info').click();
      await member(bruno, shop.carla).locator('button').click();
      await page.getByRole('menuitem', { name: 'Escribirle' }).waitFor();
      await act(shop.ana, 'quitar', { conversacion_id: id, usuario_id: shop.bruno.rut });
      await page.locator('#noticia').getByText(`Ya no estás en ${name}. Lo que escribías queda guardado`).waitFor();
      assert.equal(await page.locator('.menu').count(), 0);
      await page.locator('#modal-info').waitFor({ state: 'hidden' });
      await page.locator('#area-conversacion').waitFor({ state: 'hidden' });
      assert.equal(new URL(page.url()).hash, '');
      assert.equal(await bruno.row(name).count(), 0);
      await other.row(name).waitFor({ state: 'detached' });
      await shot(page, `groups-taken-out-${options.viewport ? 'phone' : 'desk'}`);
      await act(shop.ana, 'agregar', { conversacion_id: id, participantes: [shop.bruno.rut] });
      await bruno.row(name).getByText('Borrador: Iba a decir que').waitFor();
      await bruno.opens(name);
      assert.equal(await bruno.composer.inputValue(), 'Iba a decir que');
      await bruno.watch.isClean();
    });
  }

  it('that one was taken out of while there was no line is gone when it is back', async () => {
    const { name, id } = await group(shop.bruno, shop.carla);
    const bruno = await chromium.with(shop.bruno);
    await bruno.opens(name);
    await bruno.page.context().setOffline(true);
    await bruno.banner.waitFor();
    await bruno.writes('Sin línea');
    await act(shop.ana, 'quitar', { conversacion_id: id, usuario_id: shop.bruno.rut });
    await bruno.page.context().setOffline(false);
    await bruno.page.locator('#noticia').getByText(`Ya no estás en ${name}.`).waitFor();
    assert.equal(await bruno.row(name).count(), 0);
    await act(shop.ana, 'agregar', { conversacion_id: id, participantes: [shop.bruno.rut] });
    await bruno.opens(name);
    await bruno.sees('Sin línea'); // refused, and still there
  });

  it('in which only those write who run it has a sentence instead of the field, and back', async () => {
    const { name, id } = await group(shop.bruno, shop.carla);
    const bruno = await chromium.with(shop.bruno);
    const ana = await chromium.with(shop.ana);
    await bruno.opens(name);
    await bruno.composer.fill('A medio escribir');
    await info(ana, name);
    await ana.page.getByRole('switch', { name: 'Solo administradores' }).click();
    const closed = bruno.page.locator('#redaccion-cerrada');
    await closed.waitFor();
    assert.ok(await bruno.composer.isHidden());
    assert.equal(await bruno.page.evaluate(() => document.activeElement.id), 'redaccion-cerrada');
    await passesAxe(bruno.page, 'where only those write who run it');
    await ana.page.keyboard.press('Escape');
    await ana.writes('Mañana cerramos a las 6');
    await bruno.sees('Mañana cerramos a las 6');
    await shot(bruno.page, 'groups-announcements');
    await act(shop.ana, 'anuncios', { conversacion_id: id, solo_admins: false });
    await bruno.composer.waitFor();
    assert.equal(await bruno.composer.inputValue(), 'A medio escribir');
    const lines = await bruno.page.locator('.message.is-system [data-part=text]').allTextContents();
    assert.deepEqual(lines, ['Ahora solo escriben quienes administran el grupo', 'Ahora todas las personas pueden escribir']);
    await bruno.watch.isClean();
  });

  it('is asked whose message an administrator deletes', async () => {
    const { name, id } = await group(shop.bruno, shop.carla);
    await shop.bruno.writes(id, 'Número de tarjeta');
    await shop.ana.writes(id, 'Mío');
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    await ana.opens(name);
    const asks = async (text, question) => {
      await ana.message(text).focus();
      await page.keyboard.press('Delete');
      await page.getByRole('alertdialog', { name: question, exact: true }).waitFor();
    };
    await asks('Mío', 'Eliminar mensaje');
    await page.keyboard.press('Escape');
    await asks('Número de tarjeta', `¿Eliminar el mensaje de ${shop.bruno.name}?`);
    await page.getByRole('button', { name: 'Eliminar', exact: true }).click();
    await ana.sees('Mensaje eliminado');
    await ana.watch.isClean();
  });

  it('offers nothing to write where only those write who run it', async () => {
    const { name, id } = await group(shop.bruno, shop.carla);
    await shop.ana.writes(id, 'Cerramos a las 6');
    const bruno = await chromium.with(shop.bruno);
    const { page } = bruno;
    await bruno.opens(name);
    await bruno.writes('Entendido');
    await bruno.seesOnce('Entendido');
    const bar = page.locator('#respuesta');
    await bruno.message('Cerramos a las 6').focus();
    await page.keyboard.press('r');
    await bar.waitFor();
    await act(shop.ana, 'anuncios', { conversacion_id: id, solo_admins: true });
    await page.locator('#redaccion-cerrada').waitFor();
    await bar.waitFor({ state: 'hidden' });
    for (const key of ['r', 'e']) {
      await bruno.message('Entendido').focus();
      await page.keyboard.press(key);
      assert.ok(await bar.isHidden(), key);
    }
    await page.keyboard.press('Enter');
    const offered = await page.getByRole('menuitem').allTextContents();
    assert.ok(offered.length > 3 && !offered.some((words) => /Responder|Editar/.test(words)), `${offered}`);
    await page.keyboard.press('Escape');
    await bruno.message('Entendido').locator('.bubble').evaluate((bubble) => {
      const touch = (kind, clientX) => bubble.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerType: 'touch', isPrimary: true, clientX, clientY: 10 }));
      touch('pointerdown', 10);
      for (const x of [40, 80, 120]) touch('pointermove', x);
      touch('pointerup', 120);
    });
    assert.ok(await bar.isHidden());
    await page.reload();
    await bruno.isLive();
    await page.locator('#redaccion-cerrada').waitFor();
    assert.ok(await bar.isHidden());
    await act(shop.ana, 'anuncios', { conversacion_id: id, solo_admins: false });
    await bar.getByText(`Respondes a ${shop.ana.name}`).waitFor();
    await bruno.watch.isClean();
  });

  it('says why a message that waited was refused, and keeps it until one may write again', async () => {
    const { name, id } = await group(shop.bruno, shop.carla);
    const bruno = await chromium.with(shop.bruno);
    await bruno.opens(name);
    await bruno.page.context().setOffline(true);
    await bruno.banner.waitFor();
    await bruno.writes('Escrito sin línea');
    await act(shop.ana, 'anuncios', { conversacion_id: id, solo_admins: true });
    await bruno.page.context().setOffline(false);
    await bruno.showsAs('Escrito sin línea', 'refused');
    assert.notEqual(await bruno.message('Escrito sin línea').locator('[data-part=reason]').textContent(), '');
    await bruno.page.locator('#redaccion-cerrada').waitFor();
    await bruno.message('Escrito sin línea').getByRole('button', { name: 'Editar' }).click();
    await bruno.page.locator('#noticia').getByText('Solo escriben quienes administran el grupo').waitFor();
    await bruno.showsAs('Escrito sin línea', 'refused');
    await act(shop.ana, 'anuncios', { conversacion_id: id, solo_admins: false });
    await bruno.composer.waitFor();
    await bruno.message('Escrito sin línea').getByRole('button', { name: 'Editar' }).click();
    await bruno.composer.press('Enter');
    await bruno.showsAs('Escrito sin línea', 'stored');
  });

  for (const colorScheme of ['light', 'dark']) {
    for (const width of [360, 768, 1440]) {
      it(`can be read and used, ${width} px, ${colorScheme}`, async () => {
        const { name, id } = await group(shop.bruno, shop.carla, shop.diego);
        await act(shop.ana, 'rol', { conversacion_id: id, usuario_id: shop.carla.rut, rol_grupo: 'admin' });
        await shop.bruno.does('/api/chat/mensaje/enviar', { conversacion_id: id, contenido: 'Hola @Ana Rojas, ¿abres tú mañana?', menciones: [shop.ana.rut] });
        await shop.bruno.does('/api/chat/mensaje/enviar', { conversacion_id: id, contenido: 'Y @todos traigan la llave', menciones: ['todos'] });
        const isPhone = width === 360;
        const ana = await chromium.with(shop.ana, { colorScheme, viewport: { width, height: isPhone ? 740 : 900 }, ...(isPhone && { hasTouch: true, isMobile: true }) });
        const { page } = ana;
        await ana.row(name).getByText('Te mencionaron').waitFor();
        await shot(page, `groups-list-${width}-${colorScheme}`);
        await ana.opens(name);
        await ana.sees('Hola @Ana Rojas, ¿abres tú mañana?').catch(() => {});
        await page.locator('.mention.is-me').first().waitFor();
        await passesAxe(page, 'the conversation');
        await shot(page, `groups-conversation-${width}-${colorScheme}`);
        await page.locator('#btn-info').click();
        await passesAxe(page, 'the information');
        await shot(page, `groups-info-${width}-${colorScheme}`);
        assert.equal(await ana.overflow(), 0);
        if (isPhone) {
          const low = await page.locator('#modal-info').evaluate((modal) => Array.from(modal.querySelectorAll('button, .choice label, .settings-line'))
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.id || one.className));
          assert.deepEqual(low, []);
        }
        await member(ana, shop.bruno).locator('button').click();
        await shot(page, `groups-menu-${width}-${colorScheme}`);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        if (isPhone) await page.locator('#btn-volver').click();
        await page.locator('#btn-ajustes').click();
        await page.getByRole('switch', { name: 'No molestar a ciertas horas' }).click();
        await page.getByRole('button', { name: 'Por 1 hora' }).click();
        await page.locator('#ajustes-descanso-nota').getByText('Sin avisos hasta').waitFor();
        await passesAxe(page, 'the settings');
        await page.locator('#ajustes-descanso').scrollIntoViewIfNeeded();
        await shot(page, `groups-quiet-${width}-${colorScheme}`);
        await ana.watch.isClean();
      });
    }
  }
});
