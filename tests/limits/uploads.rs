//! pictures that are large and files small, bodies that break off, and what they leave behind.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Luma};
use tokio::task::JoinSet;

use crate::util::{PATIENCE, Person, TestServer, eventually, rut_of, text};

/// KiB that the server may grow by (RELIABILITY R-12: 128 MiB).
const GROWTH: u64 = 128 << 10;
/// Lines that break off of each person.
const BROKEN: usize = 60;

/// 40 megapixels of one grey in some 50 KB.
fn large_picture(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::from(GrayImage::from_pixel(8_000, 5_000, Luma([shade])));
    picture.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// Half of a file comes, and then nothing more; the next one begins at once.
async fn breaks_off(person: &Person) {
    let id = text(&person.announces("a.bin", 200_000).await.is(201).json()["archivo"]["id"]);
    let more = "Content-Type: application/octet-stream\r\nContent-Length: 200000\r\n";
    drop(person.begins(&format!("PUT /api/chat/archivo/{id}?desde=0"), more, &[7; 100_000]).await);
    person.call("DELETE", &format!("/api/chat/archivo/{id}")).await.is(200);
}

#[tokio::test]
async fn slow_r12_what_is_sent_to_harm_harms_nobody() {
    let server = TestServer::start().await;
    let ana = server.login("ana").await;
    let mut luis = server.login("luis").await.goes_live().await;
    let chat = ana.opens_chat_with(rut_of("luis")).await;
    // Each another one, so that none is known from the one before.
    let mut pictures: Vec<Vec<u8>> = (0..2).map(large_picture).collect();
    assert!(pictures[0].len() < 200_000, "{}", pictures[0].len());
    let before = server.process().peak_memory();
    let mut attack = JoinSet::new();
    for name in ["marta", "tomas"] {
        let (person, picture) = (server.login(name).await, pictures.pop().expect("one for each"));
        attack.spawn(async move {
            person.uploads("grande.png", &picture).await;
        });
        let person = server.login(name).await;
        attack.spawn(async move {
            for _ in 0..BROKEN {
                breaks_off(&person).await;
            }
        });
    }
    let mut said = 0;
    while !attack.is_empty() {
        ana.sends(&chat, &said.to_string()).await;
        luis.hears_message(&said.to_string()).await;
        said += 1;
        while let Some(one) = attack.try_join_next() {
            one.expect("a clean answer");
        }
    }
    let grown = server.process().peak_memory() - before;
    assert!(grown <= GROWTH, "{grown} KiB more than before");
    let partial = server.data().join("archivos/parcial");
    let is_empty = async || std::fs::read_dir(&partial).unwrap().next().is_none().then_some(());
    eventually("nothing is left half way", PATIENCE, is_empty).await;
}
