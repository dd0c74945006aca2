use super::interface::{Interface, Message, Need, Param, Receiver, Why};
use super::pass::flow_id;
use super::typed::{Known, Typed};
use crate::diag::{Diagnostic, nearest};
use crate::problem::read::context::Context;
use crate::problem::row::World;

/// Looks for values that a flow needs and that nobody gives it.
pub(super) struct Missing<'a> {
    pub known: &'a Known<'a>,
    pub interfaces: &'a [Interface],
    pub messages: &'a [Message],
    pub tried: &'a [(Receiver, String)],
    /// Values of all flows.
    pub everywhere: &'a [String],
    pub flow: usize,
    pub name: &'a str,
}

impl Missing<'_> {
    /// Says what is missing.
    pub fn say(&self, cx: &mut Context<'_>, typed: &Typed) {
        for param in self.interfaces[self.flow].params.iter().filter(|param| param.need == Need::Hard) {
            let in_row =
                typed.fed.row.is_some_and(|table| self.known.world.column(table, &param.name).is_some());
            let tried = self
                .tried
                .iter()
                .any(|(to, name)| *to == Receiver::Flow(flow_id(self.flow)) && *name == param.name);
            if in_row || tried || (param.given && !typed.fed.alone) {
                continue;
            }
            if let Some(message) = self.message(param) {
                let help = self.help(param, typed);
                cx.say(Diagnostic::error("unknown-name", param.span, message).help(help));
            }
        }
    }

    /// What is missing; `None` where it is said at the flow that it was needed for.
    fn message(&self, param: &Param) -> Option<String> {
        let (name, flow) = (&param.name, self.name);
        match &param.why {
            Why::Implied(why) => Some(why.clone()),
            Why::For(receiver) => {
                let (given, to) = match receiver {
                    Receiver::Flow(flow) => {
                        let interface = &self.interfaces[flow.index()];
                        let given = interface.params.iter().any(|param| param.name == *name && param.given);
                        (given, &self.known.world.flows[flow.index()])
                    }
                    Receiver::Topic(topic) => {
                        let message = &self.messages[topic.index()];
                        let given =
                            message.fields.iter().any(|field| field.name == *name && field.ty.is_some());
                        (given, &self.known.world.topics[topic.index()])
                    }
                };
                given.then(|| format!("`{to}` needs `{name}`, and nothing here is called so"))
            }
            Why::Named if param.given => Some(format!("requests that arrive at `{flow}` have no `{name}`")),
            Why::Named => Some(format!("nothing is called `{name}` here, and nobody gives it to `{flow}`")),
        }
    }

    fn help(&self, param: &Param, typed: &Typed) -> String {
        let mut names = candidates(self.known.world, &self.interfaces[self.flow], typed);
        let name = &param.name;
        names.extend(self.everywhere.iter().filter(|other| *other != name).cloned());
        // A misspelt column looks like a value.
        let columns = self.known.world.tables.iter().flat_map(|table| &table.columns);
        names.extend(columns.map(|column| column.name.clone()));
        match (nearest(name, names.iter().map(String::as_str)), &param.why) {
            (Some(near), Why::Named) => format!("did you mean `{near}`?"),
            (_, Why::Implied(_)) if !name.contains('.') => {
                format!(
                    "say which: key = …; or let `{}` or its callers have a value called `{name}`",
                    self.name
                )
            }
            (_, Why::For(_)) => format!("give it: set = {{ {name} = … }}"),
            _ => format!(
                "give it a value: with = {{ {name} = … }}, or let the callers of `{}` have one of this name",
                self.name
            ),
        }
    }
}

fn candidates(world: &World, interface: &Interface, typed: &Typed) -> Vec<String> {
    let mut names: Vec<String> = interface
        .params
        .iter()
        .filter(|param| param.given || param.need == Need::Default)
        .map(|param| param.name.clone())
        .collect();
    if let Some(flow) = &typed.flow {
        let others = flow.values.iter().map(|value| value.name.clone());
        names.extend(others.filter(|name| interface.position(name).is_none()));
    }
    names.extend(world.inputs.keys().cloned());
    names
}
