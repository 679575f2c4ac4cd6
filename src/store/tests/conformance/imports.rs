//! Imports: how far one has come is written with its orders, by whoever began where it stands.

use crate::{
    program::{ADMIN, tracking},
    world::{NOW, World, at, on_both},
};
use domain::{
    ImportId,
    program::{ImportCounts, ImportFault, ImportKind, ImportState},
};
use std::collections::BTreeSet;
use store::{Import, ImportStep, MOST_FAULTS};

impl World {
    async fn import(&self) -> Import {
        let import = Import {
            id: ImportId::new(self.clock.as_ref()),
            kind: ImportKind::Orders,
            file_name: "orders.csv".into(),
            size: 1_000,
            state: ImportState::Preview,
            reason: String::new(),
            account: ADMIN.into(),
            created_at: at(NOW),
            position: 20,
            next_line: 2,
            counts: ImportCounts::default(),
            fault_count: 0,
        };
        self.store.add_import(&self.channel, &import, "{}").await.unwrap();
        import
    }

    async fn set(&self, import: &Import, from: ImportState, to: ImportState) -> bool {
        self.store.move_import(&self.channel, &import.id, &[from], to, "").await.unwrap()
    }

    async fn seen_of(&self, import: &Import) -> String {
        self.store.import_preview(&self.channel, &import.id).await.unwrap().unwrap()
    }

    async fn now_of(&self, import: &Import) -> Import {
        self.store.import(&self.channel, &import.id).await.unwrap().unwrap()
    }
}

fn step<'a>(import: &'a Import, to: i64, refused: i64, faults: &'a [ImportFault]) -> ImportStep<'a> {
    ImportStep {
        import,
        position: to,
        next_line: import.next_line + 3,
        counts: ImportCounts { refused, ..ImportCounts::default() },
        faults,
    }
}

fn fault(line: i64) -> ImportFault {
    ImportFault { line, column: "total_amount".into(), problem: "a point, not a comma".into() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_and_how_far_an_import_has_come_are_one_transaction() {
    on_both(|world| async move {
        let ana = world.partner("ana").await;
        let import = world.import().await;
        let orders = [tracking("1", &ana), tracking("2", &ana), tracking("1", &ana)];
        let faults = [fault(4)];
        let first = step(&import, 300, 1, &faults);
        let track = async |step| world.store.track_import(&world.channel, &orders, step).await.unwrap();
        assert!(!track(&first).await, "nobody has confirmed it");
        assert!(world.set(&import, ImportState::Preview, ImportState::Running).await);
        assert!(track(&first).await);
        assert!(!track(&first).await, "it stands elsewhere by now");
        let now = world.now_of(&import).await;
        assert_eq!((now.position, now.next_line, now.fault_count), (300, 5, 1));
        assert_eq!(now.counts, ImportCounts { new: 2, known: 1, refused: 1, not_tracked: 0 });
        assert_eq!(world.store.import_faults(&world.channel, &import.id, 0, 10).await.unwrap(), faults);
        assert!(world.set(&import, ImportState::Running, ImportState::Paused).await);
        assert!(!world.store.advance_import(&world.channel, &step(&now, 400, 3, &[])).await.unwrap());
        assert_eq!(world.now_of(&import).await.position, 300);
        assert!(world.set(&import, ImportState::Paused, ImportState::Running).await);
        assert!(world.store.advance_import(&world.channel, &step(&now, 1_000, 3, &[])).await.unwrap());
        assert!(!world.store.finish_import(&world.channel, &now).await.unwrap(), "that is not its end");
        assert!(world.store.finish_import(&world.channel, &world.now_of(&import).await).await.unwrap());
        assert_eq!(world.now_of(&import).await.state, ImportState::Done);
        assert_eq!(world.seen_of(&import).await, "", "what was seen of people goes with the end");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_import_runs_at_a_time_and_only_what_was_never_confirmed_is_forgotten() {
    on_both(|world| async move {
        let (one, other) = (world.import().await, world.import().await);
        let third = world.import().await;
        assert!(world.set(&third, ImportState::Preview, ImportState::Running).await);
        assert!(world.set(&third, ImportState::Running, ImportState::Paused).await);
        assert_eq!(world.seen_of(&third).await, "{}");
        assert!(world.set(&third, ImportState::Paused, ImportState::Cancelled).await);
        assert_eq!(world.seen_of(&third).await, "");
        assert!(world.set(&one, ImportState::Preview, ImportState::Running).await);
        assert!(!world.set(&other, ImportState::Preview, ImportState::Running).await);
        let running = world.store.running_import(&world.channel).await.unwrap();
        assert_eq!(running.map(|it| it.id), Some(one.id.clone()));
        let far = world.new_channel().await;
        assert!(world.store.import(&far, &one.id).await.unwrap().is_none());
        assert!(!world.store.move_import(&far, &one.id, &ImportState::ALL, ImportState::Paused, "").await.unwrap());
        assert!(!world.store.forget_import(&world.channel, &one.id).await.unwrap());
        assert!(world.store.forget_import(&world.channel, &other.id).await.unwrap());
        let left = world.store.imports(&world.channel, None, None, 10).await.unwrap();
        let left: BTreeSet<_> = left.into_iter().map(|it| it.id).collect();
        assert_eq!(left, BTreeSet::from([third.id, one.id]));
        let of = async |state| world.store.imports(&world.channel, Some(state), None, 10).await.unwrap().len();
        assert_eq!((of(ImportState::Running).await, of(ImportState::Done).await), (1, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_faults_are_counted_and_so_many_kept() {
    on_both(|world| async move {
        let import = world.import().await;
        assert!(world.set(&import, ImportState::Preview, ImportState::Running).await);
        let many: Vec<ImportFault> = (0..MOST_FAULTS - 1).map(fault).collect();
        assert!(world.store.advance_import(&world.channel, &step(&import, 500, 1, &many)).await.unwrap());
        let now = world.now_of(&import).await;
        let more = [fault(77), fault(78), fault(79)];
        assert!(world.store.advance_import(&world.channel, &step(&now, 600, 1, &more)).await.unwrap());
        let now = world.now_of(&now).await;
        assert_eq!(now.fault_count, MOST_FAULTS + 2);
        let last = world.store.import_faults(&world.channel, &import.id, MOST_FAULTS - 2, 10).await.unwrap();
        assert_eq!(last.iter().map(|it| it.line).collect::<Vec<_>>(), [MOST_FAULTS - 2, 77]);
    })
    .await;
}
