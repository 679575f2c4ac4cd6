//! Settings: defaults under file under environment, and every fault named at once.

use domain::{Clock, clock::SystemClock};
use secrecy::ExposeSecret;
use server::settings::{Need, Settings, SettingsError, SsoKey};
use std::{sync::Arc, time::Duration};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn read(file: &str, variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::read(file, variables, Need::Serve)
}

fn faults(file: &str, variables: &[(&str, &str)]) -> String {
    read(file, variables).map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn a_test_channel_pays_nobody_for_real() {
    let variables = [
        ("TANDEM_PAYPAL__CLIENT_ID", "c"),
        ("TANDEM_PAYPAL__CLIENT_SECRET", "s"),
        ("TANDEM_STRIPE__SECRET_KEY", "sk_live_1"),
    ];
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let rails = |further: &[(&str, &str)], is_test| {
        let settings = read(LEAST, &[&variables[..], further].concat()).unwrap();
        server::connect::rails(&settings, is_test, &clock).map(|rails| rails.len()).map_err(|error| error.to_string())
    };
    let sandbox = ("TANDEM_PAYPAL__BASE_URL", "https://api-m.sandbox.paypal.com");
    assert!(rails(&[], true).unwrap_err().contains("paypal.base_url"));
    assert!(rails(&[sandbox], true).unwrap_err().contains("sk_test_"));
    assert_eq!(rails(&[sandbox, ("TANDEM_STRIPE__SECRET_KEY", "sk_test_1")], true), Ok(2));
    assert_eq!(rails(&[], false), Ok(2));
}

const LEAST: &str = "[channel]\ndomain = \"example.myshopify.com\"\n[cc]\ntoken = \"t\"\n";

#[test]
fn the_least_is_a_domain_and_a_token() {
    let settings = read(LEAST, &[]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(settings.public_url, "http://127.0.0.1:3000");
    assert_eq!(settings.database_url.expose_secret(), "sqlite://data/tandem.db");
    assert_eq!(settings.shopify.base_url, "https://example.myshopify.com");
    assert!(settings.shopify.token.is_none() && settings.impact.is_none() && settings.hubspot.is_none());
    assert!(settings.cc.as_ref().unwrap().sso_key.is_none());
    assert_eq!(settings.unify.budget, Duration::from_millis(800));
    assert_eq!(settings.session.absolute, Duration::from_hours(168));
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = format!("listen = \"127.0.0.1:4000\"\n{LEAST}base_url = \"https://file.example\"\n");
    let settings = read(&file, &[("TANDEM_CC__BASE_URL", "https://environment.example/"), ("PATH", "/bin")]).unwrap();
    assert_eq!(settings.cc.unwrap().base_url, "https://environment.example");
    assert_eq!(settings.listen.port(), 4000);
}

#[test]
fn everything_can_be_set_by_the_environment_alone() {
    let settings = read(
        "",
        &[
            ("TANDEM_LISTEN", "0.0.0.0:80"),
            ("TANDEM_PUBLIC_URL", "https://partners.example.com"),
            ("TANDEM_DATABASE_URL", "postgres://tandem:hidden@db/tandem"),
            ("TANDEM_LOG_FORMAT", "json"),
            ("TANDEM_FORWARDED_FOR", "true"),
            ("TANDEM_IMG_SOURCES", "http://127.0.0.1:4100, https://cdn.example.com"),
            ("TANDEM_CHANNEL__DOMAIN", "Example.myshopify.com"),
            ("TANDEM_CHANNEL__CURRENCY", "EUR"),
            ("TANDEM_CHANNEL__TIME_ZONE", "Europe/Berlin"),
            ("TANDEM_CC__TOKEN", "t"),
            ("TANDEM_CC__SSO_SECRET", SECRET),
            ("TANDEM_CC__WEBHOOK_SECRET", "new"),
            ("TANDEM_SHOPIFY__TOKEN", "t"),
            ("TANDEM_SHOPIFY__WEBHOOK_SECRET", "new"),
            ("TANDEM_SHOPIFY__WEBHOOK_SECRET_PREVIOUS", "old"),
            ("TANDEM_IMPACT__ACCOUNT_SID", "s"),
            ("TANDEM_IMPACT__AUTH_TOKEN", "t"),
            ("TANDEM_IMPACT__CAMPAIGN_ID", "1"),
            ("TANDEM_IMPACT__PAYS_ON_DAY", "20"),
            ("TANDEM_HUBSPOT__TOKEN", "t"),
            ("TANDEM_PAYPAL__CLIENT_ID", "c"),
            ("TANDEM_PAYPAL__CLIENT_SECRET", "s"),
            ("TANDEM_SEPA__NAME", "Example"),
            ("TANDEM_SEPA__IBAN", "DE89370400440532013000"),
            (
                "TANDEM_COUPON_SITES__PAGES",
                "https://coupons.example/fern?x=1, http://127.0.0.1:1/, https://coupons.example/fern?x=1",
            ),
            ("TANDEM_SESSION__IDLE_HOURS", "1"),
            ("TANDEM_UNIFY__GRACE_HOURS", "72"),
            ("TANDEM_TEST_POSTGRES", "not a setting"),
        ],
    )
    .unwrap();
    assert_eq!(settings.channel.domain, "example.myshopify.com");
    assert!(settings.is_log_json && settings.forwarded_for);
    assert_eq!(settings.img_sources.len(), 2);
    let cc = settings.cc.unwrap();
    assert!(matches!(cc.sso_key, Some(SsoKey::Secret(_))));
    assert_eq!(cc.webhook_secrets.len(), 1);
    assert_eq!(settings.shopify.webhook_secrets.len(), 2);
    assert_eq!(settings.unify.pays_on_day, 20);
    assert!(settings.paypal.is_some() && settings.stripe.is_none());
    assert!(settings.payer.sepa.is_some() && settings.payer.nacha.is_none());
    assert_eq!(settings.coupon_sites.pages, ["https://coupons.example/fern?x=1", "http://127.0.0.1:1/"]);
    assert_eq!(settings.session.idle, Duration::from_hours(1));
}

#[test]
fn pages_of_coupon_sites_are_addresses_and_not_too_many() {
    let many: Vec<String> = (0..51).map(|number| format!("\"https://coupons.example/{number}\"")).collect();
    for (pages, wrong) in [
        (many[..50].join(","), false),
        (many.join(","), true),
        ("\"coupons.example\"".into(), true),
        ("\"ftp://coupons.example/\"".into(), true),
        ("\"https://user@coupons.example/\"".into(), true),
        ("\"https://coupons.example/#codes\"".into(), true),
    ] {
        let file = format!("[channel]\ndomain = \"a.myshopify.com\"\n[coupon_sites]\npages = [{pages}]\n");
        let read = Settings::read(&file, std::iter::empty(), Need::Store);
        assert_eq!(read.is_err_and(|error| error.to_string().contains("TANDEM_COUPON_SITES__PAGES")), wrong, "{pages}");
    }
}

#[test]
fn all_faults_are_reported_together_under_both_names() {
    let file = "listen = \"everywhere\"\nlog_format = \"xml\"\ncolour = \"blue\"\n\
        [channel]\ndomain = \"no domain\"\ntime_zone = \"Mars/Olympus\"\ncurrency = \"gold\"\n\
        [cc]\nbase_url = \"ftp://cc.example\"\nsso_secret = \"short\"\n\
        [impact]\naccount_sid = \"s\"\npays_on_day = 31\n[session]\nidle_hours = 1.5\n";
    let told = faults(
        file,
        &[
            ("TANDEM_PUBLIC_URL", "https://user:password@example.com"),
            ("TANDEM_IMG_SOURCES", "https://a.example; script-src *"),
            ("TANDEM_UNIFY__BUDGET_MS", "soon"),
            ("TANDEM_SHOPIFY__WEBHOOK_SECRET_PREVIOUS", "old"),
            ("TANDEM_CC__WEBHOOK_SECRET_PREVIOUS", "old"),
            ("TANDEM_CC_TOKEN", "misspelled"),
            ("TANDEM_DATABASE_URL", "mysql://db"),
            ("TANDEM_SECRET_KEY", "tooshort"),
            ("TANDEM_PAYPAL__CLIENT_ID", "c"),
            ("TANDEM_SEPA__IBAN", "DE00370400440532013000"),
            ("TANDEM_NACHA__ROUTING", "231380104"),
        ],
    );
    for (setting, variable) in [
        ("listen", "TANDEM_LISTEN"),
        ("log_format", "TANDEM_LOG_FORMAT"),
        ("colour", "TANDEM_COLOUR"),
        ("public_url", "TANDEM_PUBLIC_URL"),
        ("img_sources", "TANDEM_IMG_SOURCES"),
        ("database_url", "TANDEM_DATABASE_URL"),
        ("channel.domain", "TANDEM_CHANNEL__DOMAIN"),
        ("channel.time_zone", "TANDEM_CHANNEL__TIME_ZONE"),
        ("channel.currency", "TANDEM_CHANNEL__CURRENCY"),
        ("cc.base_url", "TANDEM_CC__BASE_URL"),
        ("cc.token", "TANDEM_CC__TOKEN"),
        ("cc.sso_secret", "TANDEM_CC__SSO_SECRET"),
        ("cc_token", "TANDEM_CC_TOKEN"),
        ("cc.webhook_secret_previous", "TANDEM_CC__WEBHOOK_SECRET_PREVIOUS"),
        ("shopify.webhook_secret_previous", "TANDEM_SHOPIFY__WEBHOOK_SECRET_PREVIOUS"),
        ("impact.auth_token", "TANDEM_IMPACT__AUTH_TOKEN"),
        ("impact.campaign_id", "TANDEM_IMPACT__CAMPAIGN_ID"),
        ("impact.pays_on_day", "TANDEM_IMPACT__PAYS_ON_DAY"),
        ("session.idle_hours", "TANDEM_SESSION__IDLE_HOURS"),
        ("unify.budget_ms", "TANDEM_UNIFY__BUDGET_MS"),
        ("secret_key", "TANDEM_SECRET_KEY"),
        ("paypal.client_secret", "TANDEM_PAYPAL__CLIENT_SECRET"),
        ("sepa.iban", "TANDEM_SEPA__IBAN"),
        ("nacha.origin", "TANDEM_NACHA__ORIGIN"),
    ] {
        assert!(told.contains(&format!("- {setting} ({variable}): ")), "{setting} is missing in:\n{told}");
    }
    assert!(told.contains("is cc.token (TANDEM_CC__TOKEN) meant?"), "{told}");
    for value in ["everywhere", "short", "misspelled", "password@", "gold"] {
        assert!(!told.contains(value), "a value is repeated: {value}");
    }
}

#[test]
fn a_file_that_is_no_toml_is_one_fault_among_others() {
    let told = faults("listen = ", &[]);
    assert!(told.contains("tandem.toml is not valid TOML"), "{told}");
    assert!(told.contains("channel.domain"), "{told}");
}

#[test]
fn two_sso_keys_are_one_too_many_and_a_missing_key_file_is_named() {
    let both = format!("{LEAST}sso_secret = \"{SECRET}\"\nsso_public_key_file = \"/nowhere.pem\"\n");
    assert!(faults(&both, &[]).contains("cannot be set together"));
    let missing = format!("{LEAST}sso_public_key_file = \"/nowhere.pem\"\n");
    assert!(faults(&missing, &[]).contains("cc.sso_public_key_file (TANDEM_CC__SSO_PUBLIC_KEY_FILE): cannot be read"));
}

#[test]
fn a_channel_without_cc_is_served_but_half_of_cc_is_a_fault() {
    let file = "[channel]\ndomain = \"example.myshopify.com\"\n";
    assert!(Settings::read(file, std::iter::empty(), Need::Serve).unwrap().cc.is_none());
    for rest in [format!("sso_secret = \"{SECRET}\""), "webhook_secret = \"whsec\"".to_owned()] {
        let half = format!("{file}[cc]\n{rest}\n");
        assert!(faults(&half, &[]).contains("cc.token (TANDEM_CC__TOKEN): is required"), "{rest}");
        assert!(Settings::read(&half, std::iter::empty(), Need::Store).is_ok(), "commands on the store need no token");
    }
}
