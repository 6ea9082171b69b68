//! Looking through who has access.

use poortwacht_domain::{AccessVerdict, Act, Role};

use super::world::World;
use crate::access_review::{self as service, JudgeAccess};
use crate::alarms;
use crate::job_runs::{Attempt, run_due};
use crate::{Actor, Flaw, ServiceError};

async fn two_people() -> (World, Actor, Actor) {
    let world = World::new().await;
    let administrator = world.actor("beheer", Role::Administrator).await;
    let second = world.actor("ciso", Role::SecurityOfficer).await;
    (world, administrator, second)
}

fn says(verdict: &str, remark: &str) -> JudgeAccess {
    JudgeAccess { verdict: verdict.to_owned(), remark: remark.to_owned() }
}

#[tokio::test]
async fn a_review_is_finished_by_two_people_and_its_record_stays() {
    let (world, administrator, second) = two_people().await;
    world.person("boa", Role::Officer).await;
    let id = service::begin(&world.services, &administrator, "everybody").await.unwrap();
    let again = service::begin(&world.services, &second, "privileged").await;
    assert!(matches!(again, Err(ServiceError::Conflict(_))), "everybody covers the privileged");
    let judge = |actor: Actor, account, form| {
        let services = world.services.clone();
        async move { service::judge(&services, &actor, (id, account), form).await }
    };
    let own = judge(administrator.clone(), administrator.account, says("keep", "")).await;
    assert!(matches!(own, Err(ServiceError::Refused(_))));
    let view = service::review(&world.services, &administrator, id).await.unwrap();
    assert_eq!((view.lines.len(), view.summary.judged), (3, (0, 3)));
    let officer = view.lines.iter().find(|line| line.login == "boa").unwrap();
    assert!(officer.authorised_until.is_some() && officer.last_login_at.is_none());
    let Err(ServiceError::Invalid(problems)) =
        judge(administrator.clone(), officer.account, says("remove", " ")).await
    else {
        panic!("a removal needs a remark")
    };
    assert_eq!(problems[0].flaw, Some(Flaw::Required));
    judge(administrator.clone(), officer.account, says("remove", "Uit dienst")).await.unwrap();
    judge(administrator.clone(), second.account, says("keep", "")).await.unwrap();
    let early = service::close(&world.services, &administrator, id).await;
    assert!(matches!(early, Err(ServiceError::Conflict(_))));
    judge(second.clone(), administrator.account, says("change", "Kan zonder adresbeheer")).await.unwrap();
    let length = world.log().await.len();
    service::close(&world.services, &second, id).await.unwrap();
    assert_eq!(world.acts_since(length).await, [Act::AccessReviewClosed]);
    let late = judge(administrator.clone(), second.account, says("remove", "Toch niet")).await;
    assert!(matches!(late, Err(ServiceError::NotFound(_))), "a finished review does not change");
    let kept = service::review(&world.services, &administrator, id).await.unwrap();
    let said = kept.lines.iter().find(|line| line.login == "boa").unwrap().judgement.clone().unwrap();
    assert_eq!((said.0, said.1.as_str()), (AccessVerdict::Remove, "Uit dienst"));
}

#[tokio::test]
async fn the_task_comes_by_itself_and_is_an_alarm_when_late() {
    let (world, administrator, _) = two_people().await;
    let run = || async {
        let attempt =
            run_due(&world.services, "access-duties", world.services.now(), "a test").await.unwrap();
        let Attempt::Ran(outcome) = attempt else { panic!("{attempt:?}") };
        outcome.unwrap()
    };
    assert!(run().await.contains("0 access reviews begun"));
    world.wait(92 * 24 * 3600);
    assert!(run().await.contains("1 access reviews begun, 0 late"));
    let reviews = service::reviews(&world.services, &administrator).await.unwrap().reviews;
    assert_eq!((reviews.len(), reviews[0].judged), (1, (0, 2)));
    world.wait(31 * 24 * 3600);
    assert!(run().await.contains("0 access reviews begun, 1 late"));
    let open = alarms::open(&world.services).await.unwrap();
    assert!(open.iter().any(|alarm| alarm.kind == "access_review_late"));
    let reviews = service::reviews(&world.services, &administrator).await.unwrap().reviews;
    assert_eq!(reviews.len(), 1, "one is under way");
}
