//! Small pictures of pictures, made one at a time on a thread of its own: what a file does to a decoder ends there.

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use crate::model::limits;

/// What was found out about a picture.
pub struct Picture {
    /// Width and height, as it is to be shown.
    pub size: (u32, u32),
    /// A small one, JPEG or where something shines through WebP; `None` when it lies in its place already.
    pub thumbnail: Option<Vec<u8>>,
}

type Order = (PathBuf, SyncSender<Heard>);

/// What is heard of a picture that was ordered.
enum Heard {
    /// It is looked at now.
    Begun,
    /// What came of it.
    Done(Option<Picture>),
}

/// Where pictures are looked at.
#[derive(Default)]
pub(super) struct Studio {
    orders: Mutex<Option<SyncSender<Order>>>,
}

impl Studio {
    /// Looks at a picture. `None`: it is none, is too large to look at, or takes too long. Who calls sees to it that one
    /// is ordered at a time; what is looked at longer than was waited for keeps the next one waiting, for as long again.
    pub fn look_at(&self, path: &Path) -> Option<Picture> {
        let (answer, answered) = sync_channel(2);
        // Full of what nobody waits for any more.
        self.orders()?.try_send((path.to_owned(), answer)).ok()?;
        await_picture(&answered, limits::PICTURE_TIME)
    }

    /// The thread's queue; the thread starts with the first picture.
    fn orders(&self) -> Option<SyncSender<Order>> {
        let mut kept = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            let (orders, waiting) = sync_channel(limits::PICTURES_WAITING);
            std::thread::Builder::new().name("imagenes".into()).spawn(move || work(&waiting)).ok()?;
            *kept = Some(orders);
        }
        kept.clone()
    }
}

/// The time counts anew from when it is begun: who waits behind others loses none of it.
fn await_picture(answered: &Receiver<Heard>, time: Duration) -> Option<Picture> {
    match answered.recv_timeout(time).ok()? {
        Heard::Begun => match answered.recv_timeout(time).ok()? {
            Heard::Done(picture) => picture,
            Heard::Begun => None,
        },
        Heard::Done(picture) => picture,
    }
}

fn work(waiting: &Receiver<Order>) {
    while let Ok((path, answer)) = waiting.recv() {
        // Nobody waits for it any more.
        if answer.try_send(Heard::Begun).is_err() {
            continue;
        }
        let picture = catch_unwind(|| look(&path)).unwrap_or_else(|_| {
            tracing::error!("leer una imagen entró en pánico");
            None
        });
        answer.try_send(Heard::Done(picture)).ok();
    }
}

fn look(path: &Path) -> Option<Picture> {
    let file = BufReader::new(File::open(path).ok()?);
    let mut reader = ImageReader::new(file).with_guessed_format().ok()?;
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits::PICTURE_MEMORY);
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let is_bomb =
        u64::from(width) * u64::from(height) > limits::PICTURE_PIXELS || decoder.total_bytes() > limits::PICTURE_MEMORY;
    if is_bomb {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    // Made small first: turning a large one takes as much memory again.
    let side = limits::THUMBNAIL_SIDE;
    if width > side || height > side {
        picture = picture.resize(side, side, FilterType::Triangle);
    }
    picture.apply_orientation(orientation);
    let is_turned = matches!(orientation.to_exif(), 5..=8);
    let size = if is_turned { (height, width) } else { (width, height) };
    Some(Picture { size, thumbnail: Some(encode(&picture)?) })
}

fn encode(picture: &DynamicImage) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    if picture.color().has_alpha() {
        let picture = DynamicImage::from(picture.to_rgba8());
        picture.write_to(Cursor::new(&mut bytes), ImageFormat::WebP).ok()?;
    } else {
        const QUALITY: u8 = 80;
        JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture.to_rgb8()).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_counts_from_when_it_is_begun() {
        let (answer, answered) = sync_channel(2);
        let picture = || Some(Picture { size: (1, 1), thumbnail: None });
        answer.send(Heard::Begun).unwrap();
        answer.send(Heard::Done(picture())).unwrap();
        assert!(await_picture(&answered, Duration::ZERO).is_some());
        // Nothing of it is heard, or nothing more.
        assert!(await_picture(&answered, Duration::ZERO).is_none());
        answer.send(Heard::Begun).unwrap();
        assert!(await_picture(&answered, Duration::ZERO).is_none());
    }
}
