//! What a centre has before the first woman comes: programmes, sites and rooms, lawful bases.

use access::{Gate, act};
use casework::programme::contracts::draft_of;
use casework::programme::{
    Answers, Delivery, EqualityNote, Facts, FunderKind, OpenTo, PlanAgreedBy, ProgrammeDraft,
    ProgrammeId, ProgrammeKind, SiteKind, carried, service,
};
use casework::record::{Basis, set_lawful_basis};
use jiff::ToSpan as _;
use kernel::{Actor, Ctx};
use store::{Store, Uow};
use uuid::Uuid;

use crate::past::Past;
use crate::staff::Centre;
use crate::{DemoError, Hands};

/// A published women's contract: its reference, area and terms are facts, see
/// `data/programmes/README.md`. That an invented centre has part in it is invented.
const CONTRACT: &str = "PRJ_12498_GWENT";
/// Whose areas the other centre's programme has.
const OTHER_CONTRACT: &str = "PRJ_5790";

/// A centre, furnished.
pub struct House {
    /// The centre.
    pub centre: Centre,
    /// Names that must not stand in words left for a woman.
    pub our_names: Vec<String>,
    /// Probation's contract; none at the other centre.
    pub contract: Option<ProgrammeId>,
    /// The commissioner's grant.
    pub commissioner: ProgrammeId,
    /// A trust's grant; none at the other centre.
    pub grant: Option<ProgrammeId>,
    /// The centre's own building.
    pub site: Uuid,
    /// Its rooms: two for talking, one for groups.
    pub rooms: [Uuid; 3],
    /// The first part of postcodes around.
    pub outcodes: &'static [&'static str],
}

/// Furnishes a centre.
///
/// # Errors
/// By what is wrong.
pub async fn furnish(
    past: &Past,
    store: &Store,
    gate: &Gate,
    centre: Centre,
    nth: usize,
) -> Result<House, DemoError> {
    let organisation = centre.organisation;
    let ctx = &past.acting_as(Actor::System { organisation });
    let mut uow = store.begin().await?;
    let permit = gate.permit_place::<act::ManageProgrammes>(ctx, &mut uow).await?;
    let known = carried::built_in();
    let reference = if nth == 0 { CONTRACT } else { OTHER_CONTRACT };
    let published = known
        .contracts
        .iter()
        .find(|contract| contract.reference == reference)
        .map(|contract| draft_of(contract, &known.providers))
        .ok_or_else(|| DemoError::Casework(format!("no contract {reference} is carried")))?;
    let areas = published.areas.clone();
    let region = published.facts.region.clone();
    let (mut contract, mut grant) = (None, None);
    if nth == 0 {
        let mut ours = ProgrammeDraft { delivery: Delivery::Ours, return_months: 12, ..published };
        "Reference, area and provider are published facts. Teasel House, and its part in this \
         contract, are invented for the demo."
            .clone_into(&mut ours.facts.summary);
        ours.facts.women_only = Some(women_only(past, &centre));
        contract = Some(service::save_programme(ctx, &mut uow, &permit, &ours).await?.0);
        let trust = ProgrammeDraft {
            reference: "TH-OPENDOOR".to_owned(),
            name: "Open Door: drop-in and families".to_owned(),
            kind: ProgrammeKind::Grant,
            funder: "The Foxglove Trust (invented)".to_owned(),
            funder_kind: FunderKind::Trust,
            areas: std::collections::BTreeSet::new(),
            ..grant_of(past, &centre, &areas, &region)
        };
        grant = Some(service::save_programme(ctx, &mut uow, &permit, &trust).await?.0);
    }
    let commissioner = ProgrammeDraft {
        reference: if nth == 0 { "PCC-GWENT-WOMEN" } else { "PCC-GLOS-WOMEN" }.to_owned(),
        name: format!("Women’s diversion and support, {region}"),
        kind: ProgrammeKind::Pcc,
        funder: format!("Police and Crime Commissioner for {region} (invented grant)"),
        funder_kind: FunderKind::Pcc,
        ..grant_of(past, &centre, &areas, &region)
    };
    let commissioner = service::save_programme(ctx, &mut uow, &permit, &commissioner).await?.0;
    let site = service::add_site(ctx, &mut uow, &permit, centre.name, SiteKind::Centre).await?;
    let mut rooms = [Uuid::nil(); 3];
    for (room, name) in rooms.iter_mut().zip(["Room 1", "Room 2", "Kitchen and big room"]) {
        *room = service::add_room(ctx, &mut uow, &permit, site, name).await?;
    }
    if nth == 0 {
        for (name, kind) in [
            ("Abertillery, Tuesdays", SiteKind::Outreach),
            ("HMP Eastwood Park", SiteKind::Prison),
            ("Newport magistrates’ court", SiteKind::Court),
        ] {
            service::add_site(ctx, &mut uow, &permit, name, kind).await?;
        }
    }
    bases(ctx, &mut uow, gate, past, &centre).await?;
    uow.commit().await?;
    let outcodes: &[&str] =
        if nth == 0 { &["NP10", "NP11", "NP19", "NP20", "NP44"] } else { &["GL1", "GL4", "GL50"] };
    let our_names = vec![centre.name.to_owned()];
    Ok(House { our_names, centre, contract, commissioner, grant, site, rooms, outcodes })
}

fn women_only(past: &Past, centre: &Centre) -> EqualityNote {
    EqualityNote {
        ground: "Equality Act 2010, Schedule 3, paragraph 27: only women have need of the service"
            .to_owned(),
        aim: "That women harmed by men can come, speak and stay.".to_owned(),
        proportionate: "Women told us they would not come to a mixed service; men are offered \
                        another by name."
            .to_owned(),
        decided_by: format!("Trustees of {}", centre.name),
        review_on: Some(past.today().saturating_add(5.months())),
        instead: "The probation service’s programmes for men in the same area.".to_owned(),
    }
}

fn grant_of(
    past: &Past,
    centre: &Centre,
    areas: &std::collections::BTreeSet<String>,
    region: &str,
) -> ProgrammeDraft {
    let began = past.days_ago(570);
    ProgrammeDraft {
        reference: String::new(),
        name: String::new(),
        kind: ProgrammeKind::Grant,
        funder: String::new(),
        funder_kind: FunderKind::Trust,
        delivery: Delivery::Ours,
        starts_on: Some(began),
        ends_on: Some(began.saturating_add(3.years())),
        minimum_age: Some(18),
        maximum_age: None,
        open_to: OpenTo::Women,
        framework: Some("generic-grant".to_owned()),
        answers: Answers::all(),
        answer_days: 2,
        plan_agreed_by: PlanAgreedBy::She,
        return_months: 6,
        small_numbers: 5,
        areas: areas.clone(),
        facts: Facts {
            summary: "An invented grant, for the demo.".to_owned(),
            region: region.to_owned(),
            source: "Invented".to_owned(),
            women_only: Some(women_only(past, centre)),
            ..Facts::default()
        },
    }
}

/// The lawful basis of each purpose, as a centre would write it down. Not legal advice.
async fn bases(
    ctx: &Ctx,
    uow: &mut Uow,
    gate: &Gate,
    past: &Past,
    centre: &Centre,
) -> Result<(), DemoError> {
    let permit = gate.permit_place::<act::ManageRetention>(ctx, uow).await?;
    let health = "9(2)(h) and DPA 2018, Schedule 1, paragraph 2";
    let risk = "9(2)(g) and DPA 2018, Schedule 1, paragraph 18";
    let rows: [(&str, &str, Option<&str>, Option<&str>); 5] = [
        ("support", "6(1)(f)", Some(health), Some("DPA 2018, Schedule 1, paragraph 18")),
        ("probation_contract", "6(1)(e)", Some(risk), Some("DPA 2018, Schedule 1, paragraph 6")),
        ("safeguarding", "6(1)(d)", Some(risk), Some("DPA 2018, Schedule 1, paragraph 18")),
        ("returns", "6(1)(f)", Some("9(2)(j)"), None),
        ("stories", "6(1)(a)", Some("9(2)(a)"), None),
    ];
    for (purpose, article6, article9, article10) in rows {
        let basis = Basis {
            purpose: purpose.to_owned(),
            article6: article6.to_owned(),
            article9: article9.map(str::to_owned),
            article10: article10.map(str::to_owned),
            controller: centre.name.to_owned(),
            notice_version: "2025-04".to_owned(),
            from: past.days_ago(570),
            until: None,
        };
        set_lawful_basis(ctx, uow, &permit, &basis).await?;
    }
    Ok(())
}

/// The workers of a centre who carry cases, with the program itself for the public form.
pub struct Workers {
    /// Caseworkers, by the order of [`Centre::people`].
    pub hands: Vec<(Hands, usize)>,
    /// The program.
    pub nobody: Hands,
}

/// Reads who works there, once a batch.
///
/// # Errors
/// By what is wrong.
pub async fn workers(
    past: &Past,
    uow: &mut Uow,
    gate: &Gate,
    centre: &Centre,
) -> Result<Workers, DemoError> {
    let mut hands = Vec::new();
    for one in centre.people.iter().filter(|one| one.roles.contains(&access::Role::Caseworker)) {
        let who = (one.account, one.name);
        hands.push((Hands::of(past, uow, gate, centre.organisation, who).await?, one.team));
    }
    let nobody = Hands::nobodys(past, uow, gate, centre.organisation).await?;
    Ok(Workers { hands, nobody })
}

impl Workers {
    /// Who supports the next woman. The first caseworker’s own women stay as many as one woman can
    /// know, however large the demo.
    #[must_use]
    pub fn draws(&self, past: &Past, nth: u32) -> (&Hands, usize) {
        let many = u32::try_from(self.hands.len()).unwrap_or(1).max(1);
        let least = u32::from(nth > 400 && many > 1);
        let at = least + crate::people::below(past.ctx(), many - least);
        let found = usize::try_from(at).ok().and_then(|at| self.hands.get(at));
        found.or(self.hands.first()).map_or((&self.nobody, 0), |(hands, team)| (hands, *team))
    }
}
