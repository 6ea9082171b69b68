//! Through which server, and to whom.

use std::path::PathBuf;

use jiff::SignedDuration;
use poortwacht_domain::Role;
use poortwacht_domain::notice::NoticeKind;
use reqwest::Url;

use crate::postman::{self, Address, MailFault, MailPart, MailServer, Postman};
use crate::{FieldProblem, ServiceError};

/// The mail server, and who is told.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `smtps://[user@]host[:465]`, or `smtp://[user@]host[:587]` which must offer STARTTLS.
    pub url: String,
    /// File with the user's password.
    pub password_file: Option<PathBuf>,
    /// Authorities of the mail server's certificate, PEM.
    pub ca_file: PathBuf,
    /// Sender.
    pub from: String,
    /// Who is told.
    pub addresses: Vec<RoleAddress>,
    /// How long a mail is tried before it is given up.
    pub give_up_after: SignedDuration,
}

/// Where a role of a municipality gets its mail.
#[derive(Debug, Clone)]
pub struct RoleAddress {
    /// Code of the municipality.
    pub municipality: String,
    /// The role.
    pub role: Role,
    /// Its mailbox: best one of the office, not of a person.
    pub address: String,
}

impl MailConfig {
    /// Whether everything is there and can be used; connects to nothing.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] naming all members that cannot be used.
    pub fn check(&self) -> Result<(), ServiceError> {
        let mut problems = self.postman().err().into_iter().collect::<Vec<_>>();
        problems.extend(self.addresses.iter().enumerate().flat_map(|(place, one)| self.flaws(place, one)));
        if problems.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(problems)) }
    }

    /// Somebody who brings mail to the server.
    pub(super) fn postman(&self) -> Result<Postman, FieldProblem> {
        let url = Url::parse(&self.url).map_err(|error| problem("url", format!("is no URL: {error}")))?;
        let from = postman::address(&self.from)
            .map_err(|error| problem("from", format!("is no address: {error}")))?;
        let (password_file, authorities) = (self.password_file.clone(), self.ca_file.clone());
        Postman::new(&MailServer { url, password_file, authorities, from }).map_err(by_member)
    }

    /// Where this role of this municipality gets its mail, if anywhere.
    pub(crate) fn address(&self, municipality: &str, role: Role) -> Option<Address> {
        let wanted = |one: &&RoleAddress| one.municipality == municipality && one.role == role;
        self.addresses.iter().find(wanted).and_then(|one| postman::address(&one.address).ok())
    }

    fn flaws(&self, place: usize, one: &RoleAddress) -> Vec<FieldProblem> {
        let member = |member: &str| format!("addresses[{}/{}].{member}", one.municipality, one.role);
        let same = |other: &RoleAddress| other.municipality == one.municipality && other.role == one.role;
        let mut problems = Vec::new();
        if self.addresses.iter().take(place).any(same) {
            problems.push(problem(&member("role"), "is given twice; give one mailbox"));
        }
        if !told_roles().contains(&one.role) {
            let roles: Vec<_> = told_roles().iter().map(|role| role.as_str()).collect();
            problems.push(problem(&member("role"), format!("is told nothing; choose {}", roles.join(", "))));
        }
        if let Err(error) = postman::address(&one.address) {
            problems.push(problem(&member("address"), format!("is no address: {error}")));
        }
        problems
    }
}

/// The roles that have deadlines.
pub(crate) fn told_roles() -> Vec<Role> {
    let told = |role: &&Role| NoticeKind::ALL.iter().any(|kind| kind.recipients().contains(role));
    Role::ALL.iter().filter(told).copied().collect()
}

fn by_member(MailFault { part, why }: MailFault) -> FieldProblem {
    let member = match part {
        MailPart::Url => "url",
        MailPart::Password => "password_file",
        MailPart::Authorities => "ca_file",
    };
    problem(member, why)
}

fn problem(member: &str, message: impl Into<String>) -> FieldProblem {
    FieldProblem::new(format!("mail.{member}"), message)
}
