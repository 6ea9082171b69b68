//! One file per page: its view model, its form, its view.

pub mod case;
pub mod custody;
pub mod disclosure;
pub mod enrol;
pub mod error;
pub mod exemption_new;
pub mod exemptions;
pub mod facts;
pub mod home;
pub mod log;
pub mod log_case;
pub mod log_export;
pub mod log_patterns;
pub mod log_row;
pub mod log_summary;
pub mod login;
pub mod mask;
mod mask_form;
mod mask_parts;
pub mod review;
mod review_case;
mod review_panel;
mod review_windscreen;
pub mod search;
pub mod stock;
pub mod units;
