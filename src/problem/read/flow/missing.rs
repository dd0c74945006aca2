use super::interface::{Interface, Message, Need, Param, Receiver, Why};
use super::pass::flow_id;
use super::typed::{Known, Typed};
use crate::diag::{Diagnostic, nearest};
use crate::problem::read::context::Context;

/// Looks for values that a flow needs and that nobody gives it.
pub(super) struct Missing<'a> {
    pub known: &'a Known<'a>,
    pub interfaces: &'a [Interface],
    pub messages: &'a [Message],
    pub tried: &'a [(Receiver, String)],
    /// Values of the flows that lead to this one; nobody asks where nothing is missing.
    pub before: &'a dyn Fn() -> Vec<String>,
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
                let help = self.help(param);
                cx.say(Diagnostic::error("unknown-name", param.span, message).help(help));
            }
        }
    }

    /// What is missing; `None` where it is said at the flow that it was needed for.
    fn message(&self, param: &Param) -> Option<String> {
        let (name, flow) = (&param.name, self.name);
        match &param.why {
            Why::Implied(why) | Why::KeyOfMany(why, _) => Some(why.clone()),
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
            Why::Named(_) if param.given => {
                Some(format!("requests that arrive at `{flow}` have no `{name}`"))
            }
            Why::Named(_) => {
                Some(format!("nothing is called `{name}` here, and nobody gives it to `{flow}`"))
            }
        }
    }

    fn help(&self, param: &Param) -> String {
        let name = &param.name;
        if let Why::Named(near) = &param.why {
            let before = (self.before)();
            let names = near.iter().chain(&before).filter(|other| *other != name);
            if let Some(near) = nearest(name, names.map(String::as_str)) {
                return format!("did you mean `{near}`?");
            }
        }
        if let (Some((head, _)), Why::Named(_)) = (name.split_once('.'), &param.why) {
            return format!("a step before this one leaves `{head}`: as = \"{head}\"");
        }
        match &param.why {
            Why::Implied(_) if !name.contains('.') => {
                format!(
                    "say which: key = …; or let `{}` or its callers have a value called `{name}`",
                    self.name
                )
            }
            Why::KeyOfMany(_, words) => format!(
                "to go over all rows that `where` lets through, add {words}; for one row say which: key = …, or let \
                 `{}` or its callers have a value called `{name}`",
                self.name
            ),
            Why::For(_) => format!("give it: set = {{ {name} = … }}"),
            _ => format!(
                "give it a value: with = {{ {name} = … }}, or let the callers of `{}` have one of this name",
                self.name
            ),
        }
    }
}
