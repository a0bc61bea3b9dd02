//! The server's own writer and rules, fed by tasks instead of sockets: what the disk and SQLite allow.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use weigence_chat::app::App;
use weigence_chat::chat;
use weigence_chat::db::Purpose;
use weigence_chat::model::{ConversationId, MessageText, NewConversation, NewMessage, PersonRef, User, Wishes};

use crate::stats::{BenchClock, Spread, Times};
use crate::{Outcome, pace, process};

/// Messages a second; p50, p99, p99.9 from asking (or from the scheduled time, with a rate) to committed; processor
/// seconds for a thousand.
pub fn run(data: &Path, senders: usize, seconds: u64, rate: u64) -> Outcome<Vec<f64>> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let (app, running) = App::open(data, Purpose::Serve)?;
        let people: Vec<User> = app.read(chat::users::everyone).await?;
        let conversations = pairs(&app, &people[..senders]).await?;
        let lines: Vec<(User, ConversationId)> =
            people.into_iter().zip(conversations.iter().flat_map(|id| [*id, *id])).take(senders).collect();
        let time = Duration::from_secs(seconds);
        let before = own_cpu();
        let (per_second, spread) = match rate {
            0 => closed_loop(&app, &lines, time).await?,
            rate => on_schedule(&app, &lines, time, rate).await?,
        };
        let cost = (own_cpu() - before) / spread.count() as f64 * 1000.0;
        app.close();
        drop(app);
        running.finished().await;
        Ok(vec![per_second, spread.ms(0.5), spread.ms(0.99), spread.ms(0.999), cost])
    })
}

fn own_cpu() -> f64 {
    process::cpu(std::process::id()).unwrap_or_default().as_secs_f64()
}

async fn pairs(app: &Arc<App>, people: &[User]) -> Outcome<Vec<ConversationId>> {
    let mut conversations = Vec::new();
    for pair in people.chunks_exact(2) {
        let (maker, other) = (pair[0].id.clone(), PersonRef::Key(Some(pair[1].id.clone())));
        let new = NewConversation::Direct { people: vec![other] };
        let created = app.write(move |tx| chat::conversations::create(tx, &maker, new)).await?;
        conversations.push(created.view.conversation.id);
    }
    Ok(conversations)
}

async fn send(app: &App, author: &User, conversation: ConversationId) -> Outcome<()> {
    let text = MessageText::parse("El cliente de la receta 4471 pasa a las seis. ~T12345678901 123 fin")?;
    let (author, new) = (author.id.clone(), NewMessage { conversation, text, id: None, wishes: Wishes::default() });
    app.write_repeatable(move |tx| chat::messages::send(tx, &author, &new)).await?;
    Ok(())
}

/// Each writes its next message as soon as the one before is on disk.
async fn closed_loop(app: &Arc<App>, lines: &[(User, ConversationId)], time: Duration) -> Outcome<(f64, Spread)> {
    let (times, begin) = (Arc::new(Times::default()), Instant::now());
    let mut tasks = tokio::task::JoinSet::new();
    for (author, conversation) in lines.iter().cloned() {
        let (app, times) = (app.clone(), times.clone());
        tasks.spawn(async move {
            while begin.elapsed() < time {
                let start = Instant::now();
                send(&app, &author, conversation).await?;
                times.add(u64::try_from(start.elapsed().as_nanos())?);
            }
            Ok::<_, crate::Fault>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let spread = times.spread();
    Ok((spread.count() as f64 / begin.elapsed().as_secs_f64(), spread))
}

/// Each writes when it is its turn, whether the ones before are done or not.
async fn on_schedule(
    app: &Arc<App>,
    lines: &[(User, ConversationId)],
    time: Duration,
    rate: u64,
) -> Outcome<(f64, Spread)> {
    let (times, clock, begin) = (Arc::new(Times::default()), BenchClock::start(), Instant::now());
    let mut due = pace::start(clock, rate, time);
    let mut tasks = tokio::task::JoinSet::new();
    let mut turn = 0;
    while let Some(due) = due.recv().await {
        let (author, conversation) = lines[turn % lines.len()].clone();
        turn += 1;
        let (app, times) = (app.clone(), times.clone());
        tasks.spawn(async move {
            send(&app, &author, conversation).await?;
            times.add(clock.now() - due);
            Ok::<_, crate::Fault>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let spread = times.spread();
    Ok((spread.count() as f64 / begin.elapsed().as_secs_f64(), spread))
}
