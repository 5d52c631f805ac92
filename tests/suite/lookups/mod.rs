//! Lookups, over real sockets against the simulated providers.

mod cache;
mod hostile;
mod leaks;
mod resilience;
mod second;
mod shapes;
mod storm;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use menhu_lookups::Lookups;
use menhu_lookups::audit::Audit;
use menhu_lookups::cache::Keys;
use menhu_lookups::lookup::{
    Answer, Clock, ErrorClass, HousingFundQuestion, Inquiry, LookupError, ManualClock, Purpose, SocialSecurityQuestion,
    TrafficViolationsQuestion,
};
use menhu_lookups::provider::{Provider, Variables};
use menhu_lookups::resilience::{Rate, RateLimits};
use menhu_lookups::service::{Requester, Settings};
use menhu_lookups::simulator::people::Person;
use menhu_lookups::simulator::{Options, Running, Simulator};
use tempfile::TempDir;

/// A provider file of the demonstration.
pub(crate) fn demonstration(name: &str) -> String {
    let path = menhu_tests::workspace().join("examples/server/demo/config/providers").join(format!("{name}.toml"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Simulated providers, and lookups by them.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) running: Running,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) folder: TempDir,
}

impl Stage {
    pub(crate) async fn new() -> Stage {
        let simulator = Simulator::new(Options::default()).unwrap();
        let running = simulator.start((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
        // The simulator's clock is the system's: some shapes are signed by the time.
        let clock = Arc::new(ManualClock::at(jiff::Timestamp::now()));
        Stage { simulator, running, clock, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn variables(&self) -> Variables {
        let variables = Variables::default().with("simulator", &self.running.url());
        self.simulator.credentials().pairs().into_iter().fold(variables, |all, (name, value)| all.with(name, value))
    }

    pub(crate) fn provider(&self, id: &str, text: &str) -> Provider {
        Provider::read(id, text, &self.variables()).unwrap_or_else(|faults| panic!("{id}: {faults:?}"))
    }

    pub(crate) fn audit(&self) -> PathBuf {
        self.folder.path().join("audit.jsonl")
    }

    /// Lookups by provider files, with limits that nobody reaches.
    pub(crate) fn lookups(&self, files: &[(&str, String)]) -> Lookups {
        let many = Rate::new(1_000_000, 1);
        let rates = RateLimits { requester: many, address: many, subject: many };
        self.lookups_with(files, &Settings { rates, ..Settings::default() })
    }

    pub(crate) fn lookups_with(&self, files: &[(&str, String)], settings: &Settings) -> Lookups {
        let providers = files.iter().map(|(id, text)| self.provider(id, text)).collect();
        let keys = Keys::from_secret(&[7; 32]).unwrap();
        let audit = Audit::open(&self.audit()).unwrap();
        Lookups::new(settings, keys, audit, providers, Arc::clone(&self.clock) as Arc<dyn Clock>).unwrap()
    }
}

pub(crate) fn requester(id: &str) -> Requester {
    Requester { id: id.to_owned().into(), address: IpAddr::V4(Ipv4Addr::LOCALHOST) }
}

pub(crate) fn inquiry() -> Inquiry {
    Inquiry { purpose: Purpose::SelfService, consent_id: "consent-0001".to_owned(), provider: None }
}

pub(crate) fn by(provider: &str) -> Inquiry {
    Inquiry { provider: Some(provider.to_owned()), ..inquiry() }
}

pub(crate) fn social(person: &Person) -> SocialSecurityQuestion {
    SocialSecurityQuestion {
        name: person.name.clone().into(),
        id_number: person.id_number.clone().into(),
        from: String::new().into(),
        to: String::new().into(),
    }
}

pub(crate) fn fund(person: &Person) -> HousingFundQuestion {
    HousingFundQuestion {
        name: person.name.clone().into(),
        id_number: person.id_number.clone().into(),
        account: String::new().into(),
    }
}

pub(crate) fn violations(person: &Person) -> TrafficViolationsQuestion {
    TrafficViolationsQuestion {
        plate: person.vehicle.plate.clone().into(),
        plate_type: person.vehicle.plate_type.to_owned().into(),
        engine_number: person.vehicle.engine_number.clone().into(),
        vin: person.vehicle.vin.clone().into(),
    }
}

/// The class of a failure.
pub(crate) fn class<R>(answered: &Result<Answer<R>, LookupError>) -> Option<ErrorClass> {
    answered.as_ref().err().map(|error| error.class)
}
