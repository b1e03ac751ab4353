namespace ShiftEval.Diagnostics;

/// <summary>Gathers problems so that all of them are told at once, before anything expensive runs.</summary>
public sealed class ProblemList
{
    private readonly List<Problem> problems = [];

    /// <summary>The problems gathered so far.</summary>
    public IReadOnlyList<Problem> Problems => problems;

    /// <summary>Adds one problem.</summary>
    public void Add(string where, string what, string remedy) => problems.Add(new Problem(where, what, remedy));

    /// <summary>Adds problems found elsewhere.</summary>
    public void AddRange(IEnumerable<Problem> found) => problems.AddRange(found);

    /// <summary>Runs a step that may throw <see cref="InputException"/> and keeps its problems.</summary>
    /// <returns>The step's result, or the default of <typeparamref name="T"/> when it failed.</returns>
    public T? Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InputException exception)
        {
            problems.AddRange(exception.Problems);
            return default;
        }
    }

    /// <summary>Runs a check that may throw <see cref="InputException"/> and keeps its problems.</summary>
    /// <returns>Whether it passed.</returns>
    public bool Check(Action check)
    {
        int before = problems.Count;
        Try(() =>
        {
            check();
            return true;
        });
        return problems.Count == before;
    }

    /// <summary>Throws when anything was gathered.</summary>
    /// <exception cref="InputException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (problems.Count > 0)
        {
            throw new InputException([.. problems]);
        }
    }
}
