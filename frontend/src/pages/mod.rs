//! One file per page: its view model, its form, its view.

pub mod case;
pub mod enrol;
pub mod error;
pub mod exemption_new;
pub mod exemptions;
pub mod facts;
pub mod home;
pub mod login;
pub mod review;
mod review_case;
mod review_panel;
pub mod search;
pub mod stock;
pub mod units;
