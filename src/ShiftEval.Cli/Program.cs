using System.Runtime.InteropServices;
using System.Text;
using ShiftEval.Cli;

// JSON is UTF-8 whatever the terminal's language is.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using CancellationTokenSource cancellation = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
return await ShiftEvalApp.RunAsync(args, Console.Out, Console.Error, Environment.CurrentDirectory, cancellation.Token);

void Cancel(PosixSignalContext context)
{
    context.Cancel = true;
    cancellation.Cancel();
}
