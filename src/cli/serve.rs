//! `serve`: runs the server until it is stopped.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::ArgAction;

use super::values;
use crate::config::Settings;
use crate::error::Result;
use crate::model::{Allowance, limits};

/// Each option also reads a variable; an empty one counts as not set.
#[derive(clap::Args)]
#[command(about = "Inicia el servidor (es lo que hace sin orden)")]
pub(super) struct Args {
    #[arg(
        long,
        value_name = "IP:PUERTO",
        env = "WEIGENCE_LISTEN",
        value_parser = values::address,
        help = "Dónde escucha (si no se indica: 127.0.0.1:5000 o el siguiente puerto libre;\n\
            el puerto 0 toma cualquiera; variable WEIGENCE_LISTEN)"
    )]
    listen: Option<SocketAddr>,
    #[arg(
        long = "host",
        value_name = "NOMBRE",
        env = "WEIGENCE_HOST",
        value_delimiter = ',',
        value_parser = values::host,
        help = "Otro nombre al que responde; se puede repetir\n\
            (variable WEIGENCE_HOST, varios separados por comas)"
    )]
    hosts: Vec<String>,
    #[arg(
        long,
        value_name = "DIR",
        env = "WEIGENCE_ASSETS",
        help = "Directorio con archivos propios que reemplazan a los incluidos\n\
            (variable WEIGENCE_ASSETS)"
    )]
    assets: Option<PathBuf>,
    #[arg(
        long,
        value_name = "N",
        env = "WEIGENCE_RATE",
        value_parser = values::rate,
        help = "Eventos por segundo de cada conexión (si no se indica: 100; 0 es sin límite;\n\
            variable WEIGENCE_RATE)"
    )]
    rate: Option<u32>,
    #[arg(
        long,
        value_name = "MINUTOS",
        env = "WEIGENCE_EDIT_MINUTES",
        value_parser = values::rate,
        help = "Plazo para editar o eliminar los mensajes propios (si no se indica: 2880, dos días;\n\
            0 es sin plazo; variable WEIGENCE_EDIT_MINUTES)"
    )]
    edit_minutes: Option<u32>,
    #[arg(
        long,
        value_name = "MIB",
        env = "WEIGENCE_UPLOAD_MB",
        value_parser = values::rate,
        help = "Tamaño máximo de un archivo, en MiB (si no se indica: 25; variable WEIGENCE_UPLOAD_MB)"
    )]
    upload_mb: Option<u32>,
    #[arg(
        long,
        value_name = "MIB",
        env = "WEIGENCE_QUOTA_MB",
        value_parser = values::rate,
        help = "Espacio para los archivos de cada persona, en MiB (si no se indica: 2048;\n\
            variable WEIGENCE_QUOTA_MB)"
    )]
    quota_mb: Option<u32>,
    #[arg(
        long,
        env = "WEIGENCE_DEMO",
        action = ArgAction::SetTrue,
        value_parser = values::switch,
        help = "Con la base vacía, crea tres personas y unas conversaciones de ejemplo\n\
            (variable WEIGENCE_DEMO: true o false)"
    )]
    demo: bool,
}

impl Args {
    /// Serves the data of `data`.
    pub fn run(self, data: PathBuf) -> Result<()> {
        crate::server::run(self.settings(data))
    }

    fn settings(self, data: PathBuf) -> Settings {
        Settings {
            listen: self.listen,
            hosts: self.hosts.into_iter().filter(|name| !name.is_empty()).collect(),
            data,
            assets: self.assets,
            rate: self.rate.unwrap_or(limits::EVENTS_PER_SECOND),
            edit_minutes: self.edit_minutes.unwrap_or(limits::EDIT_MINUTES),
            allowance: Allowance {
                file: self.upload_mb.map_or(limits::FILE_BYTES, mebibytes),
                person: self.quota_mb.map_or(limits::FILES_OF_ONE_BYTES, mebibytes),
            },
            demo: self.demo,
        }
    }
}

fn mebibytes(number: u32) -> u64 {
    u64::from(number) << 20
}

#[cfg(test)]
mod tests {
    use crate::cli::{Command, parse};

    #[test]
    fn flags_become_settings() {
        let line = "x --listen 0.0.0.0:0 --host A,b, --host c --rate 0 --demo";
        let cli = parse(line.split(' ').map(Into::into)).ok().expect("usage");
        let Command::Serve(args) = cli.command else { panic!("serve is the default") };
        let settings = args.settings(cli.data);
        assert_eq!(settings.hosts, ["a", "b", "c"]);
        assert!(settings.demo && settings.rate == 0 && settings.listen.is_some() && settings.assets.is_none());
    }
}
