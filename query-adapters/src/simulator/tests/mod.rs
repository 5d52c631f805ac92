//! The simulator from without, over real connections: what each shape answers, and what each fault does.

mod client;
mod faults;
mod shapes;
