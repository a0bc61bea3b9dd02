// The shapes of the contract.

export function user({ rut_usuario, nombre, correo, rol }) {
  const first = nombre.split(/\s+/)[0];
  return {
    id: rut_usuario,
    nombre: first,
    apellido: '',
    nombre_completo: nombre,
    email: correo ?? '',
    rol,
    iniciales: first.slice(0, 2).toUpperCase(),
  };
}

export function message(row, author, reader) {
  return {
    id: row.id,
    conversacion_id: row.conversacion_id,
    usuario_id: row.usuario_id,
    contenido: row.eliminado ? '' : row.contenido,
    fecha_envio: row.fecha_envio,
    editado: Boolean(row.editado),
    eliminado: Boolean(row.eliminado),
    usuario: author,
    es_propio: row.usuario_id === reader,
  };
}

export function conversation(row, others) {
  const last = row.m_id && {
    id: row.m_id,
    contenido: row.eliminado ? '' : row.contenido,
    fecha_envio: row.fecha_envio,
    usuario_id: row.usuario_id,
    editado: Boolean(row.editado),
  };
  return {
    id: row.id,
    nombre: row.nombre ?? `Chat con ${others[0]?.nombre}`,
    es_grupal: Boolean(row.es_grupal),
    participantes: others,
    ultimo_mensaje: last ?? null,
    ultima_actualizacion: row.ultima_actualizacion,
    mensajes_no_leidos: row.no_leidos,
  };
}
