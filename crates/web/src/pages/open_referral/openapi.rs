//! The feed's own OpenAPI 3.1 document: every endpoint and parameter that is served, and what we say
//! beyond the national profile.
//!
//! Not a copy of the national document: a body's fields are described as far as they are ours or
//! required, the rest by reference to it.

use directory::open_referral::{DEFAULT_SIZE, Feed, LARGEST_SIZE, Profile};
use serde_json::{Map, Value, json};

/// A parameter: name, what it does, its schema.
type Parameter = (&'static str, &'static str, fn() -> Value);

const fn text() -> fn() -> Value {
    || json!({"type": "string"})
}
const fn yes_or_no() -> fn() -> Value {
    || json!({"type": "boolean", "default": false})
}
const fn ids() -> fn() -> Value {
    || json!({"type": "string", "description": "A UUID, or several with commas between."})
}
const fn id() -> fn() -> Value {
    || json!({"type": "string", "format": "uuid"})
}
const fn age() -> fn() -> Value {
    || json!({"type": "integer", "minimum": 0, "maximum": 255})
}
const fn time_of_day() -> fn() -> Value {
    || json!({"type": "string", "examples": ["09:30"]})
}
fn size() -> Value {
    json!({"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE})
}
fn page() -> Value {
    json!({"type": "integer", "minimum": 1, "default": 1})
}
fn format() -> Value {
    json!({"type": "string", "enum": ["json", "ndjson"], "default": "json"})
}

const SEARCH: Parameter =
    ("search", "Free words. Words of the field are understood: debt finds money advice.", text());
const PAGE: Parameter = ("page", "Which page, from 1.", page);
const PER_PAGE: Parameter = ("per_page", "How many on a page.", size);
const PER_PAGE_OLD: Parameter = ("perPage", "The same as per_page.", size);
const FORMAT: Parameter =
    ("format", "ndjson gives everything, one object a line, without pages.", format);
const TERM: Parameter = ("taxonomy_term_id", "With any of these terms.", ids());
const TAXONOMY: Parameter = ("taxonomy_id", "With any term of these taxonomies.", ids());
const ORGANIZATION: Parameter = ("organization_id", "Of any of these organizations.", ids());
const MODIFIED: Parameter = (
    "modified_after",
    "Changed at this instant or later; an instant such as 2026-03-03T14:30:00Z, or a date.",
    text(),
);
const MINIMAL: Parameter =
    ("minimal", "Ids and dates of change only; without a page size, all on one page.", yes_or_no());
const FULL: Parameter = ("full", "Everything there is of each.", yes_or_no());
const POSTCODE: Parameter = (
    "postcode",
    "Services whose area holds this postcode, or that name no area. Its first half is enough.",
    text(),
);
const PROXIMITY: Parameter = (
    "proximity",
    "With postcode: only within so many metres of it. The distance to a place that is kept private is that to the middle of its area.",
    || json!({"type": "string", "examples": ["5000"]}),
);
const FULL_SERVICE: Parameter =
    ("full_service", "With their services, everything of each.", yes_or_no());

const OF_SERVICES: [Parameter; 18] = [
    SEARCH,
    PAGE,
    PER_PAGE,
    PER_PAGE_OLD,
    FORMAT,
    TERM,
    TAXONOMY,
    ORGANIZATION,
    MODIFIED,
    MINIMAL,
    FULL,
    ("minimum_age", "Taking somebody of this age or older.", age()),
    ("maximum_age", "Taking somebody of this age or younger.", age()),
    ("start_time", "Open at this time of day or later.", time_of_day()),
    ("end_time", "Open at this time of day or earlier.", time_of_day()),
    ("day", "Open on any of these days: MO, TU, or by their names, with commas between.", text()),
    POSTCODE,
    PROXIMITY,
];
const OF_PLACES: [Parameter; 12] = [
    SEARCH,
    PAGE,
    PER_PAGE,
    PER_PAGE_OLD,
    FORMAT,
    TERM,
    TAXONOMY,
    ORGANIZATION,
    MODIFIED,
    FULL,
    POSTCODE,
    PROXIMITY,
];
const OF_ORGANIZATIONS: [Parameter; 7] =
    [SEARCH, PAGE, PER_PAGE, PER_PAGE_OLD, FORMAT, FULL, FULL_SERVICE];
const OF_TAXONOMIES: [Parameter; 5] = [SEARCH, PAGE, PER_PAGE, PER_PAGE_OLD, FORMAT];
const OF_TERMS: [Parameter; 8] = [
    SEARCH,
    PAGE,
    PER_PAGE,
    PER_PAGE_OLD,
    FORMAT,
    ("taxonomy_id", "Of this taxonomy.", id()),
    ("top_only", "Only terms with none above them.", yes_or_no()),
    ("parent_id", "Below this term.", id()),
];

/// The document of a feed.
#[must_use]
pub fn document(feed: &Feed) -> Value {
    let title = match feed.profile {
        Profile::Plain => "Services for women: Open Referral UK 3.0",
        Profile::Extended => "Services for women: Open Referral UK 3.0, extended",
    };
    let mut paths = Map::new();
    let mut add = |path: &str, operation: Value| {
        paths.insert(path.to_owned(), json!({ "get": operation }));
    };
    add("/", details());
    for (path, what, schema, parameters) in [
        ("/services", "services", "Service", &OF_SERVICES[..]),
        ("/service_at_locations", "services at locations", "ServiceAtLocation", &OF_PLACES[..]),
        ("/organizations", "organizations", "Organization", &OF_ORGANIZATIONS[..]),
        ("/taxonomies", "taxonomies", "Taxonomy", &OF_TAXONOMIES[..]),
        ("/taxonomy_terms", "taxonomy terms", "TaxonomyTerm", &OF_TERMS[..]),
    ] {
        add(path, list(path, what, schema, parameters));
        add(&format!("{path}/{{id}}"), single(path, what, schema));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "3.0",
            "summary": "Free to read, for anybody, without a key.",
            "description": "What a place keeps private is in no answer: no address, no point, and no distance from which one could be worked out. Services say when they were last confirmed (assured_date).",
            "license": {
                "name": "Open Government Licence v3.0",
                "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            },
        },
        "externalDocs": {
            "description": "The national profile that this feed follows",
            "url": "https://docs.openreferraluk.org/en/latest/",
        },
        "servers": [{"url": feed.base}],
        "paths": paths,
        "components": {
            "schemas": schemas(feed.profile),
            "responses": {
                "Wrong": answer("A parameter cannot be understood.", &json!({"$ref": "#/components/schemas/Error"})),
                "NotFound": answer("There is none with this id.", &json!({"$ref": "#/components/schemas/Error"})),
                "Unreadable": answer("The directory cannot be read at the moment.", &json!({"$ref": "#/components/schemas/Error"})),
            },
        },
    })
}

fn answer(description: &str, schema: &Value) -> Value {
    json!({"description": description, "content": {"application/json": {"schema": schema}}})
}

fn details() -> Value {
    json!({
        "operationId": "details",
        "summary": "What this feed is, and by which version of the standard.",
        "responses": {"200": answer("The feed.", &json!({
            "type": "object",
            "required": ["version", "profile", "openapi_url"],
            "properties": {
                "version": {"type": "string", "const": "HSDS-UK-3.0"},
                "profile": {"type": "string", "format": "uri"},
                "openapi_url": {"type": "string", "format": "uri"},
            },
        }))},
    })
}

fn name_of(path: &str) -> &str {
    path.trim_start_matches('/')
}

fn list(path: &str, what: &str, schema: &str, parameters: &[Parameter]) -> Value {
    let parameters: Vec<Value> = parameters
        .iter()
        .map(|(name, said, schema)| {
            json!({"name": name, "in": "query", "description": said, "schema": schema()})
        })
        .collect();
    let of_it = json!({"$ref": format!("#/components/schemas/{schema}")});
    let page = json!({
        "allOf": [
            {"$ref": "#/components/schemas/Page"},
            {"type": "object", "properties": {"contents": {"type": "array", "items": of_it}}},
        ],
    });
    json!({
        "operationId": format!("list_{}", name_of(path)),
        "summary": format!("Pages of {what}, in order of id."),
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "One page; with format=ndjson, everything.",
                "content": {
                    "application/json": {"schema": page},
                    "application/x-ndjson": {"schema": {"type": "string"}},
                },
            },
            "400": {"$ref": "#/components/responses/Wrong"},
            "503": {"$ref": "#/components/responses/Unreadable"},
        },
    })
}

fn single(path: &str, what: &str, schema: &str) -> Value {
    let mut parameters = vec![json!({
        "name": "id", "in": "path", "required": true,
        "schema": {"type": "string", "format": "uuid"},
    })];
    let mut responses = json!({
        "200": answer("It.", &json!({"$ref": format!("#/components/schemas/{schema}")})),
        "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/Unreadable"},
    });
    if path == "/organizations" {
        let (name, said, schema) = FULL_SERVICE;
        parameters
            .push(json!({"name": name, "in": "query", "description": said, "schema": schema()}));
        if let Value::Object(all) = &mut responses {
            all.insert("400".into(), json!({"$ref": "#/components/responses/Wrong"}));
        }
    }
    json!({
        "operationId": format!("one_of_{}", name_of(path)),
        "summary": format!("One of the {what}, with everything there is."),
        "parameters": parameters,
        "responses": responses,
    })
}

/// An object with these required members, and others of the national profile.
fn object(required: &[(&str, Value)], also: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = required.iter().map(|(name, _)| *name).collect();
    let all: Map<String, Value> = required
        .iter()
        .chain(also)
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({"type": "object", "required": names, "properties": all})
}

fn schemas(profile: Profile) -> Value {
    let id = || ("id", json!({"type": "string", "format": "uuid"}));
    let line = || json!({"type": "string"});
    let date = || json!({"type": "string", "format": "date"});
    let uuid = || json!({"type": "string", "format": "uuid"});
    let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let list_of = |schema: Value| json!({"type": "array", "items": schema});
    let statuses = json!({
        "type": "string",
        "enum": ["active", "inactive", "defunct", "temporarily closed"],
    });
    let modified = json!({"type": "string", "format": "date-time"});
    let mut service = vec![
        // A minimal answer holds the id and the dates alone.
        ("name", line()),
        ("status", statuses),
        ("organization_id", uuid()),
        ("assured_date", date()),
        ("assurer_email", json!({"type": "string", "format": "email"})),
        ("last_modified", modified.clone()),
        ("modified_date", modified),
        ("minimum_age", json!({"type": "integer"})),
        ("maximum_age", json!({"type": "integer"})),
        ("organization", to("Organization")),
        ("service_at_locations", list_of(to("ServiceAtLocation"))),
    ];
    if profile == Profile::Extended {
        service.push(("alongside", to("Alongside")));
    }
    let mut all = json!({
        "Error": object(&[("error", object(
            &[("status", json!({"type": "integer"})), ("message", line())],
            &[("parameter", line())],
        ))], &[]),
        "Page": object(&[
            ("total_items", json!({"type": "integer"})),
            ("total_pages", json!({"type": "integer"})),
            ("page_number", json!({"type": "integer"})),
            ("size", json!({"type": "integer", "description": "How many are on this page."})),
            ("first_page", json!({"type": "boolean"})),
            ("last_page", json!({"type": "boolean"})),
            ("empty", json!({"type": "boolean"})),
            ("contents", json!({"type": "array"})),
        ], &[]),
        "Service": object(&[id()], &service),
        "Organization": object(
            &[id(), ("name", line()), ("description", line())],
            &[("services", list_of(to("Service")))],
        ),
        "ServiceAtLocation": object(
            &[id()],
            &[
                ("service_id", uuid()),
                ("service", to("Service")),
                ("location", object(
                    &[id(), ("location_type", line())],
                    &[
                        ("name", line()),
                        ("latitude", json!({"type": "number"})),
                        ("longitude", json!({"type": "number"})),
                    ],
                )),
            ],
        ),
        "Taxonomy": object(&[id(), ("name", line()), ("description", line())], &[]),
        "TaxonomyTerm": object(
            &[id(), ("name", line()), ("description", line())],
            &[("parent_id", uuid()), ("taxonomy_id", uuid()), ("term", line())],
        ),
    });
    if let (Profile::Extended, Value::Object(all)) = (profile, &mut all) {
        all.insert("Alongside".to_owned(), ours());
    }
    all
}

/// What we say beyond the national profile, under `alongside` of each service.
fn ours() -> Value {
    let words =
        |said: &str| json!({"type": "array", "items": {"type": "string"}, "description": said});
    let date = |said: &str| json!({"type": "string", "format": "date", "description": said});
    object(
        &[(
            "women_only",
            json!({
                "type": "string",
                "enum": ["women_only", "women_only_times", "everybody", "unknown"],
            }),
        )],
        &[
            (
                "circumstances",
                json!({
                    "type": "object",
                    "additionalProperties": {"type": "string", "enum": ["yes", "no", "unknown"]},
                    "description": "What it can meet; what is missing is not known.",
                }),
            ),
            ("needs", words("What it helps with, by the codes of our taxonomy of needs.")),
            ("legal_stages", words("At which stages of the justice system; missing is not said.")),
            ("who_may_refer", words("Who may refer; missing is not said.")),
            ("works_in", words("Languages besides English, by their codes.")),
            (
                "capacity",
                json!({
                    "type": "object",
                    "description": "Whether referrals are taken, when that was told, and the first day on which it is no longer believed.",
                }),
            ),
            (
                "waiting",
                json!({"type": "object", "description": "Weeks to wait, dated in the same way."}),
            ),
            ("freshness", json!({"type": "string", "enum": ["fresh", "sinking", "unconfirmed"]})),
            ("checked", date("When its provider last confirmed it.")),
            ("runs_from", date("From when it runs.")),
            ("hide_after", date("The last day on which it is shown.")),
            (
                "reached_by",
                json!({"type": "string", "const": "line", "description": "By its telephone line and in no other way."}),
            ),
            (
                "private_places",
                json!({"type": "integer", "description": "How many of its places keep their address private."}),
            ),
            ("source", json!({"type": "object", "description": "Where the entry came from."})),
            ("told", json!({"type": "object", "description": "Who said which fact, and when."})),
        ],
    )
}
