using System.CommandLine;
using System.CommandLine.Parsing;
using ShiftEval.Diagnostics;

namespace ShiftEval.Cli;

/// <summary>What is wrong with a command line, one line each, in the form where · what · remedy.</summary>
internal static class CommandLineProblems
{
    private const int Suggestions = 3;

    /// <summary>The lines; none when the command line is right.</summary>
    /// <param name="parse">The command line as understood.</param>
    /// <param name="args">Its words.</param>
    public static IReadOnlyList<string> Of(ParseResult parse, IReadOnlyList<string> args)
    {
        string[] empty = [.. EmptyValues(parse, args)];
        if (empty.Length > 0)
        {
            // An option without a value may have taken the next word, so that other complaints would mislead.
            return empty;
        }

        Command command = parse.CommandResult.Command;
        string name = NameOf(command);
        if (command.Subcommands.Count > 0)
        {
            return parse.Errors.Count == 0 ? [] : [OfParent(command, name, parse).ToString()];
        }

        // What follows an unknown option may be its value, so that surplus words say nothing then.
        string[] unknown = [.. UnknownOptions(parse)];
        IEnumerable<Problem> words = unknown.Length > 0
            ? unknown.Select(word => new Problem(word, $"is not an option of {command.Name}", $"Nearest: {Nearest(word, command)}; see {name} --help"))
            : parse.UnmatchedTokens.Select(word => new Problem(word, $"is one argument too many for {command.Name}", $"See {name} --help"));
        string[] surplus = [.. parse.UnmatchedTokens.Select(Unrecognised)];
        IEnumerable<string> others = parse.Errors
            .Where(error => !surplus.Contains(error.Message, StringComparer.Ordinal) && !(unknown.Length > 0 && IsMissing(error)))
            .Select(error => Describe(error, name));
        return [.. words.Select(problem => problem.ToString()).Concat(others).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> EmptyValues(ParseResult parse, IReadOnlyList<string> args)
    {
        IEnumerable<string> cutOff = args
            .TakeWhile(word => word != "--")
            .Where(word => word.StartsWith("--", StringComparison.Ordinal) && word.EndsWith('='))
            .Select(word => word[..^1]);
        IEnumerable<string> blank = parse.CommandResult.Children
            .Where(child => child.Tokens.Any(token => token.Value.Length == 0))
            .Select(child => child is OptionResult option ? option.Option.Name : ((ArgumentResult)child).Argument.Name);
        return cutOff.Concat(blank)
            .Distinct(StringComparer.Ordinal)
            .Select(name => new Problem(name, "is given an empty value", "Write one").ToString());
    }

    private static string NameOf(Command command) => command is RootCommand ? "shifteval" : $"{NameOf(command.Parents.OfType<Command>().First())} {command.Name}";

    private static Problem OfParent(Command parent, string name, ParseResult parse)
    {
        IEnumerable<string> commands = parent.Subcommands.Select(command => command.Name);
        return parse.UnmatchedTokens is [{ } word, ..]
            ? new Problem(
                word,
                IsOptionLike(word) ? $"is not an option of {name}" : parent is RootCommand ? "is not a command" : $"is not a command of {name}",
                $"Commands, nearest first: {NearestNames.Describe(word, commands)}; see {name} --help")
            : new Problem("COMMAND", "no command is given", $"Write one of {string.Join(", ", commands)}; see {name} --help");
    }

    // An argument that takes several words takes unknown options as well, unless -- stands before.
    private static IEnumerable<string> UnknownOptions(ParseResult parse)
    {
        int end = parse.Tokens.Index()
            .Where(token => token.Item.Type == TokenType.DoubleDash)
            .Select(token => token.Index)
            .FirstOrDefault(parse.Tokens.Count);
        HashSet<Token> after = new(parse.Tokens.Skip(end), ReferenceEqualityComparer.Instance);
        IEnumerable<string> taken = parse.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens.Where(token => !after.Contains(token)))
            .Select(token => token.Value);
        return taken.Concat(parse.UnmatchedTokens).Where(IsOptionLike);
    }

    private static string Describe(ParseError error, string name)
    {
        OptionResult? option = error.SymbolResult as OptionResult ?? (error.SymbolResult as ArgumentResult)?.Parent as OptionResult;
        return (option, error.SymbolResult) switch
        {
            ({ Tokens.Count: 0 }, _) => new Problem(option.Option.Name, "is given no value", $"Write {option.Option.Name} {option.Option.HelpName}").ToString(),
            ({ IdentifierTokenCount: > 1, Option.Arity.MaximumNumberOfValues: 1 }, _) => new Problem(option.Option.Name, "is given more than once", "Give it once").ToString(),
            ({ Option: Option<bool> flag }, _) => new Problem(flag.Name, "takes no value", $"Write {flag.Name} alone").ToString(),
            (null, ArgumentResult { Argument.Name: not "MODEL" } missing) when IsMissing(error) =>
                new Problem(missing.Argument.Name, "is not given", $"Write {name} {Arguments(missing)}; see {name} --help").ToString(),
            (null, _) when IsMissing(error) => new Problem("MODEL", "no model is given", $"Write {name} MODEL; see {name} --help").ToString(),
            _ => error.Message,
        };
    }

    private static string Arguments(ArgumentResult missing) => missing.Parent is CommandResult { Command: { } command } ? string.Join(' ', command.Arguments.Select(argument => argument.Name)) : missing.Argument.Name;

    private static bool IsMissing(ParseError error) => error.SymbolResult is ArgumentResult { Tokens.Count: 0 } or CommandResult;

    private static bool IsOptionLike(string word) => word.Length > 1 && word[0] == '-';

    private static string Nearest(string word, Command command)
    {
        string written = word.Split('=', ':')[0];
        IEnumerable<string> names = command.Options.Where(option => !option.Hidden).Select(option => option.Name);
        return string.Join(", ", NearestNames.Order(written, names).Take(Suggestions));
    }

    private static string Unrecognised(string word) => $"Unrecognized command or argument '{word}'.";
}
