//! The one way in which a query is narrowed to its scope.

/// Boxes a select, update or delete and keeps it to the scope's municipality, told apart by `$column`.
///
/// A job's or auditor's scope adds no filter. A nullable column does not match a municipality's scope while it is
/// null: what belongs to no one municipality belongs to the instance.
macro_rules! within {
    ($query:expr, $scope:expr, $column:expr) => {{
        let mut query = $query.into_boxed::<crate::connection::Db>();
        if let Some(only) = $scope.filter() {
            query = query.filter($column.eq(only));
        }
        query
    }};
}

pub(crate) use within;
