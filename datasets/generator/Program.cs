using System.Globalization;
using ShiftEval.SmearGenerator;

if (args.Length is not (1 or 3) || (args.Length == 3 && args[1] != "--seed")
    || !ulong.TryParse(args.Length == 3 ? args[2] : "0", NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed))
{
    Console.Error.WriteLine("usage: SmearGenerator FOLDER [--seed N]");
    return 2;
}

SmearDataset dataset = new(seed);
dataset.Write(args[0]);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{dataset.Cells.Count} synthetic cells of {Labs.All.Count} labs written to {args[0]}"));
return 0;
