//! Sample data for the pages of the reader's own account.

use super::{Named, Say, ago, ahead, errors_of, frame, now};
use poortwacht_domain::{Language, Role};
use poortwacht_frontend::pages::account::{AccountNotice, AccountPage, AccountSession, AccountTerm};
use poortwacht_frontend::pages::account_forms::{AuthenticatorPage, PasswordPage};
use poortwacht_frontend::pages::account_recovery::{RecoveryCodesPage, RecoveryPage};
use poortwacht_frontend::texts::Texts;
use poortwacht_frontend::{FieldErrors, Frame, Problem, TermWarning, render};

pub fn own_account(say: Say) -> Named {
    let frame = warned(frame(Some(Role::Officer), say));
    let english = Frame { texts: Texts::of(Language::English), ..frame.clone() };
    let wrong = errors_of(&[
        ("current", Problem::TooManyAttempts),
        ("current_code", Problem::WrongCode),
        ("code", Problem::WrongCode),
    ]);
    let unlike =
        errors_of(&[("current", Problem::WrongPassword), ("password_again", Problem::PasswordsDiffer)]);
    let password = PasswordPage { login: say("p.voorbeeld"), password_min: 12, errors: unlike };
    let recovery = RecoveryPage { login: say("p.voorbeeld"), errors: FieldErrors::none() };
    let codes = vec!["01AB-CDEF-GHJK-MNPQ".to_owned(), "RSTV-WXYZ-0123-4567".to_owned()];
    vec![
        ("account", render(&frame, account(say))),
        ("account-english", render(&english, account(say))),
        ("account-password", render(&frame, password)),
        ("account-authenticator", render(&frame, authenticator(say, wrong))),
        ("account-recovery", render(&frame, recovery)),
        ("account-recovery-codes", render(&frame, RecoveryCodesPage { codes })),
    ]
}

/// The same frame for an officer whose authorisation ends soon.
pub fn warned(mut frame: Frame) -> Frame {
    let at = ahead(40);
    if let Some(viewer) = &mut frame.viewer {
        viewer.warning = Some(TermWarning::Ends { at, left: at.duration_since(now()) });
    }
    frame
}

fn account(say: Say) -> AccountPage {
    let session = |handle: &str, minutes, is_this| AccountSession {
        handle: handle.to_owned(),
        address: "192.0.2.7".to_owned(),
        begun: ago(minutes),
        seen: ago(1),
        is_this,
    };
    AccountPage {
        login: say("p.voorbeeld"),
        name: say("P. Voorbeeld"),
        role: Role::Officer,
        municipality: say("Voorbeeldstad"),
        since: ago(90_000),
        language: Language::Dutch,
        terms: vec![AccountTerm {
            number: say("1234567"),
            domain: say("I"),
            territory: say("Voorbeeldstad"),
            from: ago(900_000),
            until: ahead(40),
        }],
        recovery_left: 1,
        sessions: vec![session("0a1b", 30, true), session("2c3d", 400, false)],
        notice: Some(AccountNotice::SessionsEnded),
    }
}

fn authenticator(say: Say, errors: FieldErrors) -> AuthenticatorPage {
    AuthenticatorPage {
        login: say("p.voorbeeld"),
        offer: say("aanbod"),
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
        otpauth_uri: "otpauth://totp/Poortwacht:p.voorbeeld?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
        errors,
    }
}
