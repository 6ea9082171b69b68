//! The two peers as programs: killed, restarted, misled. Neither is of use when it forgets or invents.

#[cfg(test)]
mod cjib;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod pki;
#[cfg(test)]
mod program;
#[cfg(test)]
mod roadside_unit;
