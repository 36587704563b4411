//! Splink writes the conditions of its levels and blocking rules as SQL. This reads the part of SQL
//! that such conditions are made of into a tree, for DuckDB's and Spark's ways of quoting. Not for what
//! a condition means (see `condition`).

/// An expression as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    /// `l.name` is `Name(["l", "name"])`, `"name_l"` is `Name(["name_l"])`.
    Name(Vec<String>),
    Number(f64),
    Text(String),
    Call(String, Vec<Expr>),
    Binary(String, Box<Expr>, Box<Expr>),
    Null(Box<Expr>),
    List(Vec<Expr>),
    Item(Box<Expr>, Box<Expr>),
    Lambda(String, Box<Expr>),
}

/// Reads an expression; the error says what could not be read.
pub(super) fn parse(sql: &str) -> Result<Expr, String> {
    let mut reader = Reader { tokens: tokens(sql)?, at: 0 };
    let expr = reader.or()?;
    match reader.peek() {
        None => Ok(expr),
        Some(token) => Err(format!("{token} was not expected")),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Text(String),
    Number(f64),
    Sign(String),
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Word(text) | Self::Quoted(text) | Self::Text(text) | Self::Sign(text) => {
                f.write_str(text)
            }
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

fn tokens(sql: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            _ if c.is_whitespace() => {}
            '"' | '`' | '\'' => {
                let mut text = String::new();
                loop {
                    match rest.next() {
                        Some(d) if d == c => {
                            if rest.peek() != Some(&c) {
                                break;
                            }
                            rest.next();
                            text.push(c);
                        }
                        Some(d) => text.push(d),
                        None => return Err("a quotation mark is not closed".to_owned()),
                    }
                }
                tokens.push(if c == '\'' { Token::Text(text) } else { Token::Quoted(text) });
            }
            '0'..='9' => {
                let mut text = String::from(c);
                while let Some(&d) = rest.peek() {
                    if !(d.is_ascii_alphanumeric() || d == '.') {
                        break;
                    }
                    text.push(d);
                    rest.next();
                }
                tokens.push(Token::Number(
                    text.parse().map_err(|_| format!("{text} is not a number"))?,
                ));
            }
            _ if c.is_alphabetic() || c == '_' => {
                let mut text = String::from(c);
                while let Some(&d) = rest.peek() {
                    if !(d.is_alphanumeric() || d == '_') {
                        break;
                    }
                    text.push(d);
                    rest.next();
                }
                tokens.push(Token::Word(text));
            }
            _ => {
                let mut sign = String::from(c);
                if let Some(&d) = rest.peek()
                    && matches!(
                        (c, d),
                        ('>' | '<' | '!', '=') | ('<', '>') | ('-', '>') | (':', ':')
                    )
                {
                    sign.push(d);
                    rest.next();
                }
                tokens.push(Token::Sign(sign));
            }
        }
    }
    Ok(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn sign(&mut self, wanted: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(sign)) if sign == wanted);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, wanted: &str) -> bool {
        let found =
            matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, wanted: &str) -> Result<(), String> {
        if self.sign(wanted) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(token) => format!("{wanted} was expected before {token}"),
            None => format!("{wanted} was expected at the end"),
        })
    }

    fn or(&mut self) -> Result<Expr, String> {
        let mut left = self.and()?;
        while self.word("or") {
            left = Expr::Binary("or".to_owned(), Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, String> {
        let mut left = self.comparison()?;
        while self.word("and") {
            left = Expr::Binary("and".to_owned(), Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Expr, String> {
        if self.word("not") {
            return Err("NOT is not read here".to_owned());
        }
        let left = self.sum()?;
        if self.word("is") {
            if self.word("not") {
                return Err("IS NOT NULL is not read here".to_owned());
            }
            if !self.word("null") {
                return Err("IS is read only before NULL".to_owned());
            }
            return Ok(Expr::Null(Box::new(left)));
        }
        for sign in ["=", ">=", "<=", "<>", "!=", ">", "<"] {
            if self.sign(sign) {
                return Ok(Expr::Binary(sign.to_owned(), Box::new(left), Box::new(self.sum()?)));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Expr, String> {
        let mut left = self.item()?;
        for sign in ["-", "+", "/", "*"] {
            if self.sign(sign) {
                left = Expr::Binary(sign.to_owned(), Box::new(left), Box::new(self.item()?));
            }
        }
        Ok(left)
    }

    fn item(&mut self) -> Result<Expr, String> {
        let mut expr = self.single()?;
        loop {
            if self.sign("[") {
                let index = self.sum()?;
                self.need("]")?;
                expr = Expr::Item(Box::new(expr), Box::new(index));
            } else if self.sign("::") {
                self.at += 1;
            } else {
                return Ok(expr);
            }
        }
    }

    fn single(&mut self) -> Result<Expr, String> {
        let token = self.peek().cloned().ok_or("the condition ends too early")?;
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expr::Number(number)),
            Token::Text(text) => Ok(Expr::Text(text)),
            Token::Sign(sign) if sign == "(" => {
                let inner = self.or()?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Sign(sign) if sign == "[" => Ok(Expr::List(self.list("]")?)),
            Token::Word(word) if self.sign("(") => {
                if word.eq_ignore_ascii_case("cast") {
                    let inner = self.or()?;
                    if !self.word("as") {
                        return Err("AS was expected in CAST".to_owned());
                    }
                    self.at += 1;
                    self.need(")")?;
                    return Ok(inner);
                }
                Ok(Expr::Call(word.to_lowercase(), self.list(")")?))
            }
            Token::Word(name) | Token::Quoted(name) => {
                if self.sign("->") {
                    return Ok(Expr::Lambda(name, Box::new(self.or()?)));
                }
                let mut path = vec![name];
                while self.sign(".") {
                    match self.peek().cloned() {
                        Some(Token::Word(name) | Token::Quoted(name)) => path.push(name),
                        _ => {
                            return Err(
                                "a column's name was expected after the full stop".to_owned()
                            );
                        }
                    }
                    self.at += 1;
                }
                Ok(Expr::Name(path))
            }
            Token::Sign(sign) => Err(format!("{sign} was not expected")),
        }
    }

    fn list(&mut self, close: &str) -> Result<Vec<Expr>, String> {
        let mut items = Vec::new();
        if self.sign(close) {
            return Ok(items);
        }
        loop {
            items.push(self.or()?);
            if !self.sign(",") {
                self.need(close)?;
                return Ok(items);
            }
        }
    }
}
