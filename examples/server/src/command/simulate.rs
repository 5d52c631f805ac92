//! `menhu simulate-providers`.

use std::process::ExitCode;

use menhu_lookups::simulator::people::{demonstrations, unknown_id_number};
use menhu_lookups::simulator::{Options, Simulator};

use super::{Failure, say};
use crate::cli::SimulateProviders;
use crate::{lookups, web};

pub(crate) fn run(args: &SimulateProviders) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let simulator = Simulator::new(Options::default())?;
        let listen = args.listen;
        let running = simulator
            .start(listen)
            .await
            .map_err(|error| format!("cannot listen on {listen}: {error}; choose another address with --listen"))?;
        if let Some(file) = &args.credentials {
            lookups::write_variables(file, &simulator, &running.url())?;
        }
        // Listened to before anybody learns that there is something to stop.
        let mut stop = std::pin::pin!(web::signal());
        tokio::select! {
            biased;
            () = &mut stop => return Ok(ExitCode::SUCCESS),
            () = std::future::ready(()) => {}
        }
        say(&running.url());
        show(args);
        stop.await;
        running.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// How to use it.
fn show(args: &SimulateProviders) {
    say("\nSimulated providers; everybody in them is fictitious. Enter:");
    for one in demonstrations() {
        let person = &one.person;
        let car = &person.vehicle;
        say(&format!("  {}  {}  {}", one.enter_name, person.id_number, one.shows));
        say(&format!("      {} ({})  engine {}  VIN {}", car.plate, car.plate_type, car.engine_number, car.vin));
    }
    say(&format!("  (any name)  {}  没有登记", unknown_id_number()));
    say(
        "\nOrder a fault: POST /faults {\"provider\":\"exchange\",\"fault\":\"maintenance\"}; clear them: DELETE /faults; counts: GET /calls",
    );
    match &args.credentials {
        Some(file) => {
            say(&format!("Keys: {0}; use them with `menhu serve --portal DIR --variables {0}`", file.display()));
        }
        None => say("Keys: none written; with --credentials FILE, `menhu serve --portal DIR --variables FILE` can ask"),
    }
}
