//! A case whose picture should lie in a bucket, and a bucket that has nothing; before it says so it asks the database
//! something itself.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use poortwacht_domain::{CaseId, PicturePlace};
use poortwacht_evidence::bucket::{Bucket, BucketConfig};
use poortwacht_store::{Environment, Store, StoreConfig, StoreError};
use secrecy::SecretString;

use super::world::World;
use crate::{EvidencePlaces, Parts, Services, ServicesConfig};

pub(crate) struct EmptyBucket {
    /// The world's services, with the bucket and a single connection to read with.
    pub(crate) services: Services,
    asked: Receiver<Result<(), StoreError>>,
}

impl EmptyBucket {
    /// The picture of this case is said to lie in the bucket.
    pub(crate) fn of(world: &World, case: CaseId) -> Self {
        let file = world.folder.path().join("poortwacht.sqlite").display().to_string();
        let sql = format!(
            "UPDATE case_pictures SET place = 'bucket', sealed = x'', object_size = 1 WHERE case_id = '{case}'"
        );
        SqliteConnection::establish(&file).unwrap().batch_execute(&sql).unwrap();
        let config = StoreConfig {
            url: format!("sqlite:{file}"),
            read_connections: 1,
            environment: Environment::Test,
            create: false,
        };
        let store = Store::open(&config).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
        let bucket = Bucket::open(bucket(&listener)).unwrap();
        let (told, asked) = channel();
        let reading = store.clone();
        thread::spawn(move || serve(&listener, &reading, &told));
        let evidence = EvidencePlaces { place: PicturePlace::Bucket, bucket: Some(bucket) };
        let (keys, clock, rng) = (world.services.keys(), world.services.clock(), world.services.rng());
        let config = ServicesConfig { evidence, ..world.services.config().clone() };
        Self { services: Services::new(Parts { store, keys, clock, rng, config }), asked }
    }

    /// Asserts that the bucket was asked, and that the database answered others meanwhile.
    pub(crate) fn assert_database_was_free(&self) {
        self.asked
            .try_iter()
            .collect::<Result<Vec<()>, _>>()
            .map(|asked| assert!(!asked.is_empty()))
            .unwrap();
    }
}

fn bucket(listener: &TcpListener) -> BucketConfig {
    BucketConfig {
        endpoint: format!("http://{}", listener.local_addr().unwrap()),
        region: "eu-west-1".to_owned(),
        bucket: "evidence".to_owned(),
        access_key_id: "unit".to_owned(),
        secret_access_key: SecretString::from("secret".to_owned()),
        ca_file: None,
    }
}

fn serve(listener: &TcpListener, store: &Store, told: &Sender<Result<(), StoreError>>) {
    for stream in listener.incoming().map_while(Result::ok) {
        let answered = store.read_blocking(|_| Ok::<_, StoreError>(()));
        if told.send(answered).is_err() {
            return;
        }
        has_nothing(stream);
    }
}

fn has_nothing(mut stream: TcpStream) {
    let head = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    head.take_while(|line| !line.is_empty()).for_each(drop);
    let answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    stream.write_all(answer.as_bytes()).unwrap();
}
