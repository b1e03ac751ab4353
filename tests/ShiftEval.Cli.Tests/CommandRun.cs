namespace ShiftEval.Cli.Tests;

/// <summary>What one command line did.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    /// <summary>Runs a command line in this process.</summary>
    public static Task<CommandRun> Of(params string[] args) => In(AppContext.BaseDirectory, args);

    /// <summary>Runs a command line in this process as if <paramref name="folder"/> were the one where a project file is looked for.</summary>
    public static async Task<CommandRun> In(string folder, params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await ShiftEvalApp.RunAsync(args, output, error, folder, TestContext.Current.CancellationToken);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
