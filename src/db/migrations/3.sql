-- 3: the messages of a conversation lie side by side. Children are dropped before their parents, so that no row is
-- without the one that it points to; renaming takes the references along.
DROP TRIGGER mensajes_eliminados;
ALTER TABLE conversaciones_chat RENAME TO conversaciones_2;
ALTER TABLE participantes_chat RENAME TO participantes_2;
ALTER TABLE mensajes_chat RENAME TO mensajes_2;
CREATE TABLE conversaciones_chat (
    numero                INTEGER NOT NULL PRIMARY KEY,
    id                    TEXT NOT NULL UNIQUE,
    nombre                VARCHAR,
    es_grupal             BOOLEAN NOT NULL DEFAULT false,
    creado_por            VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    ultima_actualizacion  TIMESTAMP NOT NULL,
    par_clave             TEXT UNIQUE,
    huella_creacion       BLOB,
    orden                 INTEGER NOT NULL,
    ultima_secuencia      INTEGER,
    total_mensajes        INTEGER NOT NULL DEFAULT 0,
    creada_secuencia      INTEGER NOT NULL DEFAULT 0
);
INSERT INTO conversaciones_chat (id, nombre, es_grupal, creado_por, ultima_actualizacion, par_clave, huella_creacion,
        orden, ultima_secuencia, total_mensajes, creada_secuencia)
    SELECT id, nombre, es_grupal, creado_por, ultima_actualizacion, par_clave, huella_creacion,
        orden, ultima_secuencia, total_mensajes, creada_secuencia
    FROM conversaciones_2 ORDER BY id;
CREATE TABLE participantes_chat (
    conversacion_id       TEXT NOT NULL REFERENCES conversaciones_chat (id),
    usuario_id            VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    ultimo_mensaje_leido  TIMESTAMP,
    leido_secuencia       INTEGER NOT NULL DEFAULT 0,
    propios               INTEGER NOT NULL DEFAULT 0,
    ajenos_leidos         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversacion_id, usuario_id)
) WITHOUT ROWID;
INSERT INTO participantes_chat (conversacion_id, usuario_id, ultimo_mensaje_leido, leido_secuencia, propios, ajenos_leidos)
    SELECT conversacion_id, usuario_id, ultimo_mensaje_leido, leido_secuencia, propios, ajenos_leidos
    FROM participantes_2 ORDER BY conversacion_id, usuario_id;
CREATE TABLE mensajes_chat (
    lugar            INTEGER NOT NULL PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    secuencia        INTEGER NOT NULL UNIQUE,
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    usuario_id       VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    contenido        TEXT NOT NULL,
    fecha_envio      TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    editado          BOOLEAN NOT NULL DEFAULT false,
    eliminado        BOOLEAN NOT NULL DEFAULT false
);
INSERT INTO mensajes_chat (lugar, id, secuencia, conversacion_id, usuario_id, contenido, fecha_envio, editado, eliminado)
    -- In the order of the old index, which is the order of the new table: nothing is sorted, however much there is.
    SELECT (c.numero << 32) + row_number() OVER (PARTITION BY m.conversacion_id ORDER BY m.secuencia),
        m.id, m.secuencia, m.conversacion_id, m.usuario_id, m.contenido, m.fecha_envio, m.editado, m.eliminado
    FROM mensajes_2 m INDEXED BY mensajes_por_conversacion CROSS JOIN conversaciones_chat c ON c.id = m.conversacion_id;
DROP TABLE mensajes_2;
DROP TABLE participantes_2;
DROP TABLE conversaciones_2;
CREATE INDEX participantes_por_usuario ON participantes_chat (usuario_id, conversacion_id);
CREATE TRIGGER mensajes_eliminados AFTER UPDATE OF eliminado ON mensajes_chat WHEN new.eliminado AND NOT old.eliminado BEGIN
    UPDATE participantes_chat SET ajenos_leidos = ajenos_leidos + 1
    WHERE conversacion_id = new.conversacion_id AND usuario_id <> new.usuario_id AND leido_secuencia < new.secuencia;
END;
