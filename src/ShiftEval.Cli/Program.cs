using ShiftEval.Cli;

return await ShiftEvalApp.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
