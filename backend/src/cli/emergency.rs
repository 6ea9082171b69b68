//! `poortwacht emergency …`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use poortwacht_services::{Services, emergency};
use poortwacht_store::emergency::Listener;

use super::out::{done, refused, say};

/// The emergency stop. It takes effect on the next request of every server process.
#[derive(Debug, Subcommand)]
pub enum EmergencyCommand {
    /// Close a listener: units keep their packets, officers read why.
    Close {
        /// Which.
        listener: Which,
        /// Why; officers read it.
        #[arg(long)]
        reason: String,
    },
    /// Open it again.
    Reopen {
        /// Which.
        listener: Which,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Say what is closed.
    Status,
}

/// A listener that can be closed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Which {
    /// Roadside units.
    Intake,
    /// Officers.
    Portal,
    /// Municipal permit systems.
    Api,
}

impl From<Which> for Listener {
    fn from(which: Which) -> Self {
        match which {
            Which::Intake => Self::Intake,
            Which::Portal => Self::Portal,
            Which::Api => Self::Api,
        }
    }
}

/// Runs the command.
pub async fn run(command: EmergencyCommand, services: &Services) -> Result<ExitCode> {
    match command {
        EmergencyCommand::Close { listener, reason } => {
            emergency::close(services, listener.into(), &reason).await.map_err(refused)?;
            done(format!("{} is closed.", Listener::from(listener).as_str()))
        }
        EmergencyCommand::Reopen { listener, reason } => {
            emergency::reopen(services, listener.into(), &reason).await.map_err(refused)?;
            done(format!("{} is open again.", Listener::from(listener).as_str()))
        }
        EmergencyCommand::Status => {
            for line in emergency::status(services).await.map_err(refused)? {
                say(line);
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}
