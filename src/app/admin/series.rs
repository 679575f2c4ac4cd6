//! How finely the overview's series is cut: by day while days can be told apart, by week beyond.

#[cfg(feature = "ssr")]
use domain::earnings::Point;
use domain::earnings::{Bucket, Range};

/// The longest range that is drawn day by day.
const BY_DAY: i64 = 92;

/// The cut that suits a range.
pub fn bucket(range: Range) -> Bucket {
    if range.days() <= BY_DAY { Bucket::Day } else { Bucket::Week }
}

/// Adds days up to buckets. The points are in order of their days.
#[cfg(feature = "ssr")]
pub fn cut(points: &[Point], bucket: Bucket) -> Vec<Point> {
    let mut cut: Vec<Point> = Vec::new();
    for point in points {
        let day = bucket.start(point.day);
        match cut.last_mut().filter(|last| last.day == day) {
            Some(last) => {
                last.cc_sale += point.cc_sale;
                last.network += point.network;
                last.bonus += point.bonus;
            }
            None => cut.push(Point { day, ..point.clone() }),
        }
    }
    cut
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::Day;

    fn point(number: i64) -> Point {
        Point { day: Day::from_number(number), cc_sale: 3, network: 2, bonus: -1 }
    }

    #[test]
    fn a_year_is_drawn_by_week_and_nothing_is_lost() {
        let range = Range::last(365, Day::from_number(20_778));
        let points: Vec<Point> = (range.from.number()..=range.to.number()).map(point).collect();
        assert_eq!(bucket(range), Bucket::Week);
        let weeks = cut(&points, Bucket::Week);
        assert_eq!(weeks.len(), 53);
        assert_eq!(weeks.iter().map(Point::total).sum::<i64>(), 365 * 4);
        assert!(weeks.iter().all(|week| week.day == week.day.week_start()));
    }

    #[test]
    fn a_quarter_stays_as_it_is() {
        let points: Vec<Point> = (0..90).map(point).collect();
        assert_eq!(bucket(Range::last(90, Day::from_number(89))), Bucket::Day);
        assert_eq!(cut(&points, Bucket::Day), points);
    }
}
