namespace ShiftEval.Cli;

/// <summary>What the process says at its end.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int RequirementUnmet = 1;
    public const int WrongInput = 2;
    public const int Failed = 3;
    public const int Cancelled = 130;
}
