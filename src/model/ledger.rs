//! The ledger: every statement of both sides, with its verdict. Rules filter it; nothing else decides what is true.

use super::inventory::{Inventory, Open};
use super::name::Name;
use super::path::RepoPath;
use super::property::Property;
use super::questions::Answers;
use super::reconcile::{Drift, Index, Reason, Remembered, Side, Tree, Verdict, judge};
use super::statement::{Listing, Said, Statement, Term};
use super::version::ToolVersion;
use crate::text::{Files, Span};
use std::collections::HashSet;

/// A statement and what became of it.
#[derive(Clone, Debug)]
pub struct Judged<T> {
    /// The statement.
    pub said: Statement<T>,
    /// What became of it.
    pub verdict: Verdict,
}

/// Both sides of one term.
#[derive(Clone, Debug)]
pub struct Account<T: Term> {
    /// What the repository has, held against the pages.
    pub facts: Vec<Judged<T>>,
    /// What the pages say, held against the repository.
    pub claims: Vec<Judged<T>>,
    /// The repository's lists.
    pub fact_listings: Vec<Listing<T::Domain>>,
    /// The pages' lists.
    pub claim_listings: Vec<Listing<T::Domain>>,
}

impl<T: Term> Account<T> {
    /// The claims that facts contradict, with those facts.
    pub fn contradictions(&self) -> impl Iterator<Item = (&Statement<T>, Vec<&Statement<T>>)> {
        self.claims.iter().filter_map(|claim| match &claim.verdict {
            Verdict::Broken(Drift::Differs(facts)) => {
                Some((&claim.said, facts.iter().map(|at| &self.facts[*at].said).collect()))
            }
            _ => None,
        })
    }

    /// The claims of things that the repository does not have, with how it is known.
    pub fn unknown(&self) -> impl Iterator<Item = (&Statement<T>, &Drift)> + Clone {
        self.claims.iter().filter_map(|claim| match &claim.verdict {
            Verdict::Broken(Drift::Differs(_)) => None,
            Verdict::Broken(drift) => Some((&claim.said, drift)),
            _ => None,
        })
    }

    /// The facts that a list of the pages lacks, with that list.
    pub fn undocumented(&self) -> impl Iterator<Item = (&Statement<T>, &Listing<T::Domain>)> {
        self.facts.iter().filter_map(|fact| match &fact.verdict {
            Verdict::Broken(Drift::Absent(listing)) => Some((&fact.said, &self.claim_listings[*listing])),
            _ => None,
        })
    }

    /// The list in which something was looked for in vain.
    pub fn listing(&self, drift: &Drift) -> Option<&Listing<T::Domain>> {
        match drift {
            Drift::Absent(at) => self.fact_listings.get(*at),
            _ => None,
        }
    }
}

/// Every statement with its verdict.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Versions of tools.
    pub versions: Account<ToolVersion>,
    /// Named things.
    pub names: Account<Name>,
    /// Qualities of named things.
    pub properties: Account<Property>,
    /// Paths; the tree is their other side, so there are no facts.
    pub paths: Account<RepoPath>,
    /// What the pages leave open.
    pub open: Vec<Open>,
}

/// How many claims there are of each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Claims that hold.
    pub holds: usize,
    /// Claims that are broken.
    pub broken: usize,
    /// Claims that nobody can judge.
    pub unjudged: usize,
}

impl Ledger {
    /// Pairs the two sides.
    pub fn new(facts: Inventory, mut claims: Inventory, files: &Files, answers: &Answers) -> Self {
        super::alias::settle(&mut claims, &facts);
        super::settle::settle(&mut claims, &facts);
        let tree = Tree { files, answers };
        let judged = |said: Statement<RepoPath>| Judged { verdict: judge(&said, &tree), said };
        Self {
            versions: reconcile(facts.versions, claims.versions, answers),
            names: reconcile(facts.names, claims.names, answers),
            properties: reconcile(facts.properties, claims.properties, answers),
            paths: Account {
                facts: Vec::new(),
                claims: claims.paths.statements.into_iter().map(judged).collect(),
                fact_listings: Vec::new(),
                claim_listings: Vec::new(),
            },
            open: claims.open,
        }
    }

    /// How many claims hold, are broken, cannot be judged.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally { unjudged: self.open.len(), ..Tally::default() };
        self.each_verdict(|verdict| match verdict {
            Verdict::Holds => tally.holds += 1,
            Verdict::Broken(_) => tally.broken += 1,
            Verdict::Unjudged(_) => tally.unjudged += 1,
        });
        tally
    }

    fn each_verdict(&self, mut see: impl FnMut(&Verdict)) {
        self.versions.claims.iter().for_each(|claim| see(&claim.verdict));
        self.names.claims.iter().for_each(|claim| see(&claim.verdict));
        self.properties.claims.iter().for_each(|claim| see(&claim.verdict));
        self.paths.claims.iter().for_each(|claim| see(&claim.verdict));
    }

    /// Every claim that nobody can judge: its words' place and the first reason. Words of which another claim is judged
    /// have done their work.
    pub fn unjudged(&self) -> Vec<(Span, Reason)> {
        fn of<T: Term>(account: &Account<T>, open: &mut Vec<(Span, Reason)>, judged: &mut HashSet<Span>) {
            for claim in &account.claims {
                match claim.verdict {
                    Verdict::Unjudged(reason) => open.push((claim.said.span, reason)),
                    _ => drop(judged.insert(claim.said.span)),
                }
            }
        }
        let mut open: Vec<_> = self.open.iter().map(|open| (open.span, Reason::Gap(open.why))).collect();
        let mut judged = HashSet::new();
        of(&self.versions, &mut open, &mut judged);
        of(&self.names, &mut open, &mut judged);
        of(&self.properties, &mut open, &mut judged);
        of(&self.paths, &mut open, &mut judged);
        open.retain(|(span, _)| !judged.contains(span));
        open.sort_unstable();
        open.dedup_by_key(|(span, _)| *span);
        open
    }
}

fn reconcile<T: Term + Remembered>(facts: Said<T>, claims: Said<T>, answers: &Answers) -> Account<T> {
    let fact_verdicts = verdicts(&facts, &Index::of(&claims, answers));
    let claim_verdicts = verdicts(&claims, &Index::of(&facts, answers));
    let join = |said: Vec<Statement<T>>, verdicts: Vec<Verdict>| {
        said.into_iter().zip(verdicts).map(|(said, verdict)| Judged { said, verdict }).collect()
    };
    Account {
        facts: join(facts.statements, fact_verdicts),
        claims: join(claims.statements, claim_verdicts),
        fact_listings: facts.listings,
        claim_listings: claims.listings,
    }
}

fn verdicts<T: Term>(said: &Said<T>, side: &impl Side<T>) -> Vec<Verdict> {
    said.statements.iter().map(|statement| judge(statement, side)).collect()
}
