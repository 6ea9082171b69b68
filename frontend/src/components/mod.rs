//! Parts that pages are put together from.

pub(crate) mod alert;
pub(crate) mod badge;
pub(crate) mod chart;
pub(crate) mod control;
pub(crate) mod data_list;
pub mod decision;
pub(crate) mod form;
pub(crate) mod pagination;
pub mod picture;
pub(crate) mod plate;
pub(crate) mod qr;
pub(crate) mod table;
