// What a person does with a group by their own hand. Each answer is the group as it is then, which the live line may bring
// sooner, later or never.

export class Groups {
  #server;
  #apply;
  #leaving = new Set(); // groups that are being left by one's own hand

  // `server` as Api in wire.js; `apply({group} or {left})` as Changes.
  constructor(server, apply) {
    this.#server = server;
    this.#apply = apply;
  }

  add(id, personIds) {
    return this.#told(this.#server.addToGroup(id, personIds));
  }

  remove(id, personId) {
    return this.#told(this.#server.removeFromGroup(id, personId));
  }

  rename(id, name) {
    return this.#told(this.#server.renameGroup(id, name));
  }

  setRole(id, personId, role) {
    return this.#told(this.#server.setGroupRole(id, personId, role));
  }

  announce(id, isOn) {
    return this.#told(this.#server.setAnnouncing(id, isOn));
  }

  async leave(id) {
    this.#leaving.add(id);
    try {
      await this.#server.leaveGroup(id);
      this.#apply({ left: id });
    } finally {
      this.#leaving.delete(id);
    }
  }

  isLeaving(id) {
    return this.#leaving.has(id);
  }

  async #told(answer) {
    this.#apply({ group: await answer });
  }
}
