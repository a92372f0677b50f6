//! The kind for tools that open or close a request.
//!
//! They record what the conversation is about and change no data of the business: if one changes a row of an entity,
//! the store rolls it back. Every principal has these tools.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::{
    Arguments, Conduct, Done, Input, Kind, Operation, Output, Preparation, RequestOutcome, Run,
    SessionSnapshot, Spec, Steps, operations::typed, schema,
};
use crate::{
    error::{Error, Result},
    store::TenantWrite,
};

/// Opens or closes a request. See the module's documentation.
pub struct RequestLifecycle<I, T> {
    pub spec: Spec,
    run: RequestLifecycleFn<I, T>,
    checked: OnceLock<Arguments>,
    output: OnceLock<Arc<Map<String, Value>>>,
}

/// The handler; the session snapshot contains the request that the call belongs to.
pub type RequestLifecycleFn<I, T> =
    fn(&mut TenantWrite<'_>, &SessionSnapshot, I) -> Result<RequestOutcome<T>>;

impl<I: Input, T: Output> RequestLifecycle<I, T> {
    /// A tool that opens or closes a request, with these texts and this handler.
    pub const fn new(spec: Spec, run: RequestLifecycleFn<I, T>) -> Self {
        RequestLifecycle { spec, run, checked: OnceLock::new(), output: OnceLock::new() }
    }
}

impl<I: Input, T: Output> Operation for RequestLifecycle<I, T> {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn kind(&self) -> Kind {
        Kind::RequestLifecycle
    }

    fn arguments(&self) -> &Arguments {
        self.checked.get_or_init(|| Arguments::of::<I>(Kind::RequestLifecycle))
    }

    fn output_schema(&self) -> Arc<Map<String, Value>> {
        Arc::clone(self.output.get_or_init(|| Arc::new(schema::request_output::<T>())))
    }

    fn prepare(&self, arguments: &Value) -> Result<Run> {
        let (input, run): (I, _) = (typed(arguments)?, self.run);
        Ok(Run::Steps(Steps::new(&Conduct::REQUEST, move |db, session| {
            let RequestOutcome { data, open } = run(db, session, input.clone())?;
            let data = serde_json::to_value(data).map_err(Error::internal)?;
            Ok(Preparation::done(Done::Request(RequestOutcome { data, open })))
        })))
    }
}
