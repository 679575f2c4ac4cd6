//! Partners of the demo merchant that tests and the portal know by name.

/// A partner whose ids never change, whatever the seed.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// CC's creator id (24 hex digits).
    pub creator_id: &'static str,
    /// CC's collab id in the channel "Northtrail" (24 hex digits).
    pub collab_id: &'static str,
    /// E-mail address in CC, and in HubSpot where the partner is known there.
    pub email: &'static str,
    /// Handle in CC; also names the partner in the sandbox's own routes.
    pub handle: &'static str,
    /// First name.
    pub first_name: &'static str,
    /// Last name.
    pub last_name: &'static str,
    /// Affiliate code in CC and in impact.com.
    pub affiliate_code: &'static str,
    /// What this partner shows, in one sentence.
    pub shows: &'static str,
}

/// The main demo partner: known everywhere, about 600 orders in the year.
pub const ANA: Person = Person {
    creator_id: "66b1f0a2c4d3e5f601a70001",
    collab_id: "66b1f0a2c4d3e5f601a7c001",
    email: "ana.oliveira@example.com",
    handle: "ana-trails",
    first_name: "Ana",
    last_name: "Oliveira",
    affiliate_code: "ANA15",
    shows: "known to every system, about 600 orders in the year",
};

/// In CC and HubSpot, but impact.com does not know this partner.
pub const MISSING_IN_NETWORK: Person = Person {
    creator_id: "66b1f0a2c4d3e5f601a70002",
    collab_id: "66b1f0a2c4d3e5f601a7c002",
    email: "tomasz.nowicki@example.com",
    handle: "tomasz-outside",
    first_name: "Tomasz",
    last_name: "Nowicki",
    affiliate_code: "TOMASZ10",
    shows: "has CC orders, but is not in the affiliate network",
};

/// In CC and impact.com, but HubSpot has no contact.
pub const MISSING_IN_CRM: Person = Person {
    creator_id: "66b1f0a2c4d3e5f601a70003",
    collab_id: "66b1f0a2c4d3e5f601a7c003",
    email: "leilani.kahale@example.com",
    handle: "leilani-k",
    first_name: "Leilani",
    last_name: "Kahale",
    affiliate_code: "LEILANI15",
    shows: "has no contact in the CRM, so no owner",
};

/// Joined this week: no orders, no drops, an empty bio.
pub const NEW_PARTNER: Person = Person {
    creator_id: "66b1f0a2c4d3e5f601a70004",
    collab_id: "66b1f0a2c4d3e5f601a7c004",
    email: "noor.haddad@example.com",
    handle: "noor-new",
    first_name: "Noor",
    last_name: "Haddad",
    affiliate_code: "NOOR10",
    shows: "joined this week: no orders, no drops, empty bio",
};

/// Sells mostly to Europe: most commissions are in EUR.
pub const EUR_PARTNER: Person = Person {
    creator_id: "66b1f0a2c4d3e5f601a70005",
    collab_id: "66b1f0a2c4d3e5f601a7c005",
    email: "matthieu.roche@example.com",
    handle: "matthieu-alpes",
    first_name: "Matthieu",
    last_name: "Roche",
    affiliate_code: "ALPES15",
    shows: "earns mostly in EUR, some in USD",
};

/// Every text field tries to break out of the page that shows it.
pub const HOSTILE: Person = Person {
    creator_id: "66b1f0a2c4d3e5f601a70006",
    collab_id: "66b1f0a2c4d3e5f601a7c006",
    email: "zed+a/b?c#d%2e'--@example.com",
    handle: "zed-test",
    first_name: "Zed<script>alert('cc')</script>",
    last_name: "\"><img src=x onerror=alert(1)>\u{202E}eman",
    affiliate_code: "ZED10",
    shows: "script tags, javascript: links and control characters in every text",
};

/// All well-known partners, the main one first.
pub const ALL: [Person; 6] = [ANA, MISSING_IN_NETWORK, MISSING_IN_CRM, NEW_PARTNER, EUR_PARTNER, HOSTILE];

/// Buyers who come back by themselves, first and last name: live mode sends their orders with their e-mail.
pub const REGULARS: [(&str, &str); 6] = [
    ("Ines", "Garcia"),
    ("Hugo", "Meyer"),
    ("Yara", "Silva"),
    ("Nils", "Olsen"),
    ("Grace", "Hughes"),
    ("Ugo", "Marino"),
];

/// The e-mail of a regular.
pub fn regular_email((first, last): (&str, &str)) -> String {
    format!("{}.{}@example.com", first.to_lowercase(), last.to_lowercase())
}
