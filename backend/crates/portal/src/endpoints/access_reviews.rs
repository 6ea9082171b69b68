//! Reviews of who has access.

use actix_web::HttpResponse;
use actix_web::web::{Form, Path, Query};
use poortwacht_domain::{AccountId, RecordId};
use poortwacht_frontend::pages::access_review::{
    AccessReviewPage, JudgeForm, LineRow, ReviewNotice, ReviewQuery, Said,
};
use poortwacht_frontend::pages::access_reviews::{AccessReviewsPage, BeginReviewForm, ReviewRow};
use poortwacht_frontend::pages::error::ErrorKind;
use poortwacht_frontend::{FieldErrors, paths};
use poortwacht_services::access_review::{self as service, JudgeAccess, ReviewLine, ReviewSummary};

use super::users::state;
use crate::failure::Failure;
use crate::notice::{self, Told};
use crate::visit::Visit;
use crate::{form, page};

const BEGIN_FIELDS: [&str; 1] = ["reach"];
const JUDGE_FIELDS: [&str; 2] = ["verdict", "remark"];

/// `GET /access-reviews`
pub(crate) async fn list(visit: Visit, told: Query<Told>) -> Result<HttpResponse, Failure> {
    let page = all(&visit, BeginReviewForm::default(), FieldErrors::none()).await?;
    Ok(visit.show(AccessReviewsPage { is_closed: told.is_review_closed(), ..page }))
}

/// `POST /access-reviews`
pub(crate) async fn begin(visit: Visit, form: Form<BeginReviewForm>) -> Result<HttpResponse, Failure> {
    let form = form.into_inner();
    match service::begin(visit.services(), visit.actor(), &form.reach).await {
        Ok(review) => Ok(page::see(&notice::on(&paths::access_review(review), notice::BEGUN))),
        Err(error) => {
            let errors = form::complaints(error, &BEGIN_FIELDS)?;
            Ok(visit.show_again(all(&visit, form, errors).await?))
        }
    }
}

async fn all(
    visit: &Visit,
    form: BeginReviewForm,
    errors: FieldErrors,
) -> Result<AccessReviewsPage, Failure> {
    let view = service::reviews(visit.services(), visit.actor()).await?;
    let rows = view.reviews.into_iter().map(review_row).collect();
    Ok(AccessReviewsPage { now: view.now, rows, next: view.next, form, errors, is_closed: false })
}

fn review_row(summary: ReviewSummary) -> ReviewRow {
    ReviewRow {
        id: summary.id,
        reach: summary.reach,
        begun_at: summary.begun_at,
        due_at: summary.due_at,
        closed: summary.closed_at.zip(summary.closed_by),
        judged: summary.judged,
    }
}

/// `GET /access-reviews/{review}`
pub(crate) async fn show(
    visit: Visit,
    review: Path<String>,
    query: Query<ReviewQuery>,
) -> Result<HttpResponse, Failure> {
    let chosen = query.account.parse().ok();
    let page = one(&visit, id(&review)?, chosen, (JudgeForm::default(), FieldErrors::none())).await?;
    let notice = match query.notice.as_str() {
        notice::BEGUN => Some(ReviewNotice::Begun),
        notice::SAVED => Some(ReviewNotice::Saved),
        _ => None,
    };
    Ok(visit.show(AccessReviewPage { notice, ..page }))
}

/// `POST /access-reviews/{review}/accounts/{account}`
pub(crate) async fn judge(
    visit: Visit,
    place: Path<(String, String)>,
    form: Form<JudgeForm>,
) -> Result<HttpResponse, Failure> {
    let (review, account) = place.into_inner();
    let (Ok(review), Ok(account)) = (review.parse::<RecordId>(), account.parse::<AccountId>()) else {
        return Err(Failure::Page(ErrorKind::NotFound));
    };
    let form = form.into_inner();
    let said = JudgeAccess { verdict: form.verdict.clone(), remark: form.remark.clone() };
    match service::judge(visit.services(), visit.actor(), (review, account), said).await {
        Ok(()) => Ok(page::see(&notice::on(&paths::access_review(review), notice::SAVED))),
        Err(error) => {
            let errors = form::complaints(error, &JUDGE_FIELDS)?;
            Ok(visit.show_again(one(&visit, review, Some(account), (form, errors)).await?))
        }
    }
}

/// `POST /access-reviews/{review}/close`
pub(crate) async fn close(visit: Visit, review: Path<String>) -> Result<HttpResponse, Failure> {
    service::close(visit.services(), visit.actor(), id(&review)?).await?;
    Ok(page::see(&notice::on(paths::ACCESS_REVIEWS, notice::REVIEW_CLOSED)))
}

fn id(review: &Path<String>) -> Result<RecordId, Failure> {
    review.parse().map_err(|_| Failure::Page(ErrorKind::NotFound))
}

async fn one(
    visit: &Visit,
    review: RecordId,
    chosen: Option<AccountId>,
    (form, errors): (JudgeForm, FieldErrors),
) -> Result<AccessReviewPage, Failure> {
    let view = service::review(visit.services(), visit.actor(), review).await?;
    let lines: Vec<LineRow> = view.lines.into_iter().map(line).collect();
    let judgeable = |line: &&LineRow| !line.is_own;
    let wanted = lines.iter().filter(judgeable).find(|line| Some(line.account) == chosen);
    let next = || lines.iter().filter(judgeable).find(|line| line.said.is_none());
    let open = wanted.or_else(next);
    // What was said before stands in the form, for whoever looks at it again.
    let form = match open.and_then(|line| line.said.as_ref()) {
        Some(said) if errors.is_empty() => {
            JudgeForm { verdict: said.verdict.to_string(), remark: said.remark.clone(), ..form }
        }
        _ => form,
    };
    let open = open.map(|line| line.account);
    Ok(AccessReviewPage { review: review_row(view.summary), lines, open, form, errors, notice: None })
}

fn line(line: ReviewLine) -> LineRow {
    LineRow {
        account: line.account,
        name: line.name,
        login: line.login,
        role: line.role,
        last_login_at: line.last_login_at,
        authorised_until: line.authorised_until,
        state: line.state.map(state),
        said: line.judgement.map(|(verdict, remark, by, at)| Said { verdict, remark, by, at }),
        is_own: line.is_own,
    }
}
